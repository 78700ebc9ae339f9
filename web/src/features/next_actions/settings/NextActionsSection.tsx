import { Button, Skeleton, Switch } from '@mantine/core';
import { IconBulb, IconPencil, IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { Panel } from '@/features/access/widgets';
import { ErrorState, State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { actionsKey, useActions, useNamed, useRanking } from '../api';
import type { Action } from '../types';
import { ActionDrawer } from './ActionDrawer';
import { RankingForm } from './RankingForm';
import classes from './Settings.module.css';

// Which actions are suggested, to whom, what they are worth, and how they are ranked.
export default function NextActionsSection() {
  const { t } = useTranslation();
  const can = useCan();
  const actions = useActions();
  const ranking = useRanking();
  const [edited, setEdited] = useState<Action | 'new' | null>(null);
  const manages = can('next_actions.manage');
  return (
    <Panel
      id="next-actions"
      action={
        manages && (
          <Button leftSection={<IconPlus size={15} />} onClick={() => setEdited('new')}>
            {t('next_actions:settings.add')}
          </Button>
        )
      }
    >
      {actions.isPending && <Skeleton height={240} aria-hidden />}
      {actions.error && !actions.data && (
        <ErrorState error={actions.error} retry={() => void actions.refetch()} compact />
      )}
      {actions.data?.length === 0 && (
        <State icon={IconBulb} compact title={t('next_actions:settings.empty')} />
      )}
      <ul className={classes.list}>
        {actions.data?.map((action) => (
          <Line key={action.id} action={action} edit={manages ? () => setEdited(action) : undefined} />
        ))}
      </ul>
      <h3 className={classes.subtitle}>{t('next_actions:settings.ranking')}</h3>
      <p className={classes.lead}>{t('next_actions:settings.ranking_lead')}</p>
      {ranking.isPending && <Skeleton height={200} aria-hidden />}
      {ranking.data && <RankingForm key={ranking.data.version} stored={ranking.data} locked={!manages} />}
      {edited && (
        <ActionDrawer action={edited === 'new' ? undefined : edited} onClose={() => setEdited(null)} />
      )}
    </Panel>
  );
}

function Line({ action, edit }: { action: Action; edit?: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const name = useNamed()(action.labels);
  const toggle = useMutation({
    mutationFn: (active: boolean) => api.patch(`/api/next_actions/${action.id}`, { active }, action.version),
    onError: (error) => toast.failed(error),
    onSettled: () => queries.invalidateQueries({ queryKey: actionsKey }),
  });
  const worth =
    action.value_kind === 'fixed'
      ? format.money(action.value_amount)
      : t('next_actions:settings.worth', {
          percent: format.percent(action.value_percent / 100, 0),
          kind: action.value_kind,
        });
  return (
    <li className={classes.line}>
      <Switch
        aria-label={t('next_actions:settings.switch_of', { name })}
        checked={action.active}
        disabled={!edit || toggle.isPending}
        onChange={(event) => toggle.mutate(event.currentTarget.checked)}
      />
      <div className={classes.about}>
        <strong>{name}</strong>
        <span className="muted">
          {[
            worth,
            t('next_actions:minutes', { count: action.minutes }),
            t('next_actions:settings.rest', { count: action.cool_down_days }),
          ].join(' · ')}
        </span>
        <code className={classes.rule}>{action.rule_text}</code>
        {action.problem && <span className={classes.problem}>{action.problem}</span>}
      </div>
      {edit && (
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPencil size={13} aria-hidden />}
          aria-label={`${t('next_actions:settings.edit')}: ${name}`}
          onClick={edit}
        >
          {t('next_actions:settings.edit_short')}
        </Button>
      )}
    </li>
  );
}
