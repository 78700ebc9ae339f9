import { Button, MultiSelect, Select } from '@mantine/core';
import { IconUsersPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { useGo } from '@/ui/Link';
import { useCan, useFormat } from '@/ui/session';
import { riskRule, segmentOf, stages, tiers } from '../stages';
import type { LifecycleStage, Tier } from '../types';
import classes from './Churn.module.css';
import { risks, useRiskChoice } from './useRiskChoice';

// Which customers the list shows, and their rule as a segment. The count is that of the rule.
export function SaveAsSegment() {
  const { t } = useTranslation();
  const format = useFormat();
  const go = useGo();
  const can = useCan();
  const [choice, change] = useRiskChoice();
  const rule = riskRule(choice);
  const may = can('segments.write');
  const count = useQuery({
    queryKey: ['segments', 'count', rule],
    queryFn: ({ signal }) =>
      api.post<{ count: number }>('/api/segments/preview', { rule, sample: 0 }, { signal }),
    enabled: may,
    retry: false,
    staleTime: 30_000,
  });
  return (
    <div className={classes.save} role="group" aria-label={t('insights:risk.which')}>
      <Select
        size="xs"
        w={170}
        aria-label={t('insights:card.churn')}
        allowDeselect={false}
        value={String(choice.risk)}
        onChange={(value) => change({ risk: Number(value) })}
        data={risks.map((one) => ({
          value: String(one),
          label: one
            ? t('insights:risk.from', { risk: format.percent(one / 100, 0) })
            : t('insights:risk.any'),
        }))}
      />
      <MultiSelect
        size="xs"
        maw="100%"
        aria-label={t('insights:tiers.title')}
        placeholder={choice.tiers.length ? undefined : t('insights:risk.all_tiers')}
        value={choice.tiers}
        onChange={(value) => change({ tiers: value as Tier[] })}
        data={tiers.map((tier) => ({ value: tier, label: t(`insights:tier.${tier}`) }))}
      />
      <MultiSelect
        size="xs"
        maw="100%"
        aria-label={t('insights:card.stage')}
        placeholder={choice.stages.length ? undefined : t('insights:risk.all_stages')}
        value={choice.stages}
        onChange={(value) => change({ stages: value as LifecycleStage[] })}
        data={stages.map((stage) => ({ value: stage, label: t(`insights:stage.${stage}`) }))}
      />
      {may && (
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconUsersPlus size={15} aria-hidden />}
          onClick={() => go(segmentOf(rule, t('insights:risk.segment_name'), 'clv'))}
        >
          {t('insights:risk.save')}
        </Button>
      )}
      {count.data && (
        <span className={classes.count} aria-live="polite">
          {t('insights:risk.count', { count: count.data.count })}
        </span>
      )}
    </div>
  );
}
