import { Button, MultiSelect, Select } from '@mantine/core';
import { IconUsersPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { listOf } from '@/lib/search';
import { useGo } from '@/ui/Link';
import { useCan, useFormat } from '@/ui/session';
import { useUrlState } from '@/ui/useUrlState';
import { riskRule, segmentOf, tiers } from '../stages';
import type { Tier } from '../types';
import classes from './Churn.module.css';

const risks = [30, 40, 50, 60, 70, 80, 90];
const usual = { risk: 50, tiers: ['vip', 'high'] as Tier[] };

// Who is likely lost and worth keeping, as a segment. The count is that of the rule.
export function SaveAsSegment() {
  const { t } = useTranslation();
  const format = useFormat();
  const go = useGo();
  const can = useCan();
  const [search, set] = useUrlState();
  const risk = risks.find((one) => String(one) === search.risk) ?? usual.risk;
  const chosen =
    search.tiers === undefined ? usual.tiers : tiers.filter((one) => listOf(search.tiers).includes(one));
  const rule = riskRule(risk, chosen);
  const may = can('segments.write');
  const count = useQuery({
    queryKey: ['segments', 'count', rule],
    queryFn: ({ signal }) =>
      api.post<{ count: number }>('/api/segments/preview', { rule, sample: 0 }, { signal }),
    enabled: may,
    retry: false,
    staleTime: 30_000,
  });
  if (!may) return null;
  return (
    <div className={classes.save} role="group" aria-label={t('insights:risk.segment')}>
      <Select
        size="xs"
        w={190}
        aria-label={t('insights:card.churn')}
        allowDeselect={false}
        value={String(risk)}
        onChange={(value) => set({ risk: value && Number(value) !== usual.risk ? value : undefined })}
        data={risks.map((one) => ({
          value: String(one),
          label: t('insights:risk.from', { risk: format.percent(one / 100, 0) }),
        }))}
      />
      <MultiSelect
        size="xs"
        maw="100%"
        aria-label={t('insights:tiers.title')}
        placeholder={chosen.length ? undefined : t('insights:risk.all_tiers')}
        value={chosen}
        onChange={(value) => set({ tiers: value.join(',') || 'all' })}
        data={tiers.map((tier) => ({ value: tier, label: t(`insights:tier.${tier}`) }))}
      />
      <Button
        size="compact-md"
        variant="default"
        leftSection={<IconUsersPlus size={15} aria-hidden />}
        onClick={() => go(segmentOf(rule, t('insights:risk.segment_name'), 'clv'))}
      >
        {t('insights:risk.save')}
      </Button>
      {count.data && (
        <span className={classes.count} aria-live="polite">
          {t('insights:risk.count', { count: count.data.count })}
        </span>
      )}
    </div>
  );
}
