import { Button, Tooltip } from '@mantine/core';
import { IconCheck, IconChevronRight, IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useToday } from '@/ui/useToday';
import { useFormat } from '@/ui/session';
import { useNamed } from '../api';
import type { Suggestion } from '../types';
import classes from './NextActions.module.css';
import { Reasons } from './Reasons';

interface SuggestionLineProps {
  suggestion: Suggestion;
  first: boolean; // stands open
  ranked: boolean; // by its worth
  busy: boolean;
  accept?: () => void;
  dismiss?: () => void;
  done?: () => void;
}

// One suggestion: what, what it may bring, and why; and what may be done with it.
export function SuggestionLine(props: SuggestionLineProps) {
  const { suggestion, busy } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const today = useToday();
  const name = useNamed()(suggestion.labels);
  const taken = suggestion.status === 'accepted';
  const { chance, chance_low, chance_high, value, cost, trials, minutes, due_on } = suggestion;
  const overdue = due_on ? due_on < today : false;
  const percent = (share: number) => format.percent(share, 0);
  return (
    <li className={classes.item} data-taken={taken || undefined}>
      <details className={classes.details} open={props.first || undefined}>
        <summary className={classes.summary}>
          <IconChevronRight size={14} className={classes.arrow} aria-hidden />
          <span className={classes.name}>{name}</span>
          <Tooltip label={t('next_actions:expected')}>
            <span className={classes.value}>{format.money(suggestion.expected_value, true)}</span>
          </Tooltip>
        </summary>
        <div className={classes.why}>
          <Reasons reasons={suggestion.reasons} />
          <p>
            {t('next_actions:expected_of', {
              value: format.money(suggestion.expected_value),
              chance: percent(chance),
              worth: format.money(value),
              cost: cost ? format.money(cost) : 'none',
            })}
          </p>
          <p className="muted">
            {t('next_actions:chance', {
              chance: percent(chance),
              low: percent(chance_low),
              high: percent(chance_high),
            })}
            {' · '}
            {t('next_actions:trials', { count: trials })}
            {minutes > 0 && ` · ${t('next_actions:minutes', { count: minutes })}`}
          </p>
        </div>
      </details>
      {taken && (
        <p className={classes.due} data-overdue={overdue || undefined}>
          {due_on && t(overdue ? 'next_actions:overdue' : 'next_actions:due', { date: format.date(due_on) })}
          {suggestion.user_name && ` · ${t('next_actions:by', { name: suggestion.user_name })}`}
        </p>
      )}
      {props.accept && (
        <div className={classes.buttons}>
          {!taken && (
            <Button
              size="compact-sm"
              variant={props.first ? 'filled' : 'default'}
              leftSection={<IconPlus size={13} aria-hidden />}
              aria-label={t('next_actions:accept_of', { name })}
              disabled={busy}
              onClick={props.accept}
            >
              {t('next_actions:accept')}
            </Button>
          )}
          <Button
            size="compact-sm"
            variant={taken ? 'filled' : 'default'}
            leftSection={<IconCheck size={13} aria-hidden />}
            aria-label={t('next_actions:done_of', { name })}
            disabled={busy}
            onClick={props.done}
          >
            {t('next_actions:done')}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconX size={13} aria-hidden />}
            aria-label={t('next_actions:dismiss_of', { name })}
            disabled={busy}
            onClick={props.dismiss}
          >
            {t('next_actions:dismiss')}
          </Button>
        </div>
      )}
    </li>
  );
}
