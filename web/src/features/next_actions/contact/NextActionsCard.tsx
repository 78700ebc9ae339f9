import { Skeleton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { useAnswer, useNextActions } from '../api';
import type { Suggestion } from '../types';
import { DismissDialog } from './DismissDialog';
import classes from './NextActions.module.css';
import { SuggestionLine } from './SuggestionLine';

// What to do next with somebody: what was taken on, then at most three suggestions, each with its reasons.
export default function NextActionsCard({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const answer = useNextActions(contactId);
  const answering = useAnswer();
  const [dismissing, setDismissing] = useState<Suggestion | null>(null);
  const title = t('next_actions:card.title');
  if (answer.isPending) {
    return (
      <Section title={title}>
        <Skeleton height={340} aria-hidden />
      </Section>
    );
  }
  if (!answer.data) {
    return (
      <Section title={title}>
        <ErrorState error={answer.error} retry={() => void answer.refetch()} compact />
      </Section>
    );
  }
  const { suggestions, open, arm, decision, expires_at, none, may_act } = answer.data;
  const say = (to: Suggestion, what: 'accept' | 'dismiss' | 'done' | 'undo', reason?: string) =>
    answering.mutate({
      contactId,
      decision: to.decision,
      action_id: to.action_id,
      labels: to.labels,
      answer: what,
      reason,
    });
  const line = (suggestion: Suggestion, first: boolean) => (
    <SuggestionLine
      key={`${suggestion.decision} ${suggestion.action_id}`}
      suggestion={suggestion}
      first={first}
      ranked={arm !== 'holdout'}
      busy={answering.isPending}
      accept={may_act ? () => say(suggestion, 'accept') : undefined}
      done={may_act ? () => say(suggestion, 'done') : undefined}
      dismiss={may_act ? () => setDismissing(suggestion) : undefined}
    />
  );
  return (
    <Section title={title}>
      {open.length > 0 && (
        <ul className={classes.list} aria-label={t('next_actions:card.open')}>
          {open.map((suggestion) => line(suggestion, false))}
        </ul>
      )}
      {suggestions.length > 0 && (
        <>
          {arm === 'holdout' && <p className={classes.note}>{t('next_actions:card.lead_holdout')}</p>}
          {decision === null && <p className={classes.note}>{t('next_actions:card.preview')}</p>}
          <ul className={classes.list} aria-label={title}>
            {suggestions.map((suggestion, index) => line(suggestion, index === 0 && open.length === 0))}
          </ul>
          {expires_at && (
            <p className={classes.note}>
              {t('next_actions:card.until', { date: format.date(expires_at) })}{' '}
              {arm === 'learning' && suggestions.length > 1 && t('next_actions:card.drawn')}
            </p>
          )}
        </>
      )}
      {suggestions.length === 0 && <p className={classes.note}>{t(`next_actions:none.${none}`)}</p>}
      {dismissing && (
        <DismissDialog
          labels={dismissing.labels}
          onClose={() => setDismissing(null)}
          dismiss={(reason) => say(dismissing, 'dismiss', reason)}
        />
      )}
    </Section>
  );
}
