import { ActionIcon, Tooltip } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { download, toCsv } from '@/lib/csv';
import { useGo } from '@/ui/Link';
import { Mark } from '@/ui/marks';
import { Page } from '@/ui/Page';
import { useFormat } from '@/ui/session';
import { DataTable } from '@/ui/table/DataTable';
import { useColumns } from '@/ui/table/useColumns';
import { TwoLineCard } from '@/ui/TwoLineCard';
import { useList } from '@/ui/useList';
import { InsightTabs } from '../InsightTabs';
import { useUnit } from '../numbers';
import { stageTone } from '../stages';
import type { AtRisk } from '../types';
import { NobodyAtRisk } from './NobodyAtRisk';
import { SaveAsSegment } from './SaveAsSegment';
import { useAtRiskColumns } from './useAtRiskColumns';
import { useRiskChoice } from './useRiskChoice';

// The customers with the most to lose: predicted value times the risk that nothing comes of it.
export function AtRiskPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const go = useGo();
  const { major } = useUnit();
  const [choice] = useRiskChoice();
  const list = useList<AtRisk>('insights', '/api/insights/at_risk', {
    limit: 50,
    risk: choice.risk,
    tiers: choice.tiers.join(',') || undefined,
    stages: choice.stages.join(',') || undefined,
  });
  const all = useAtRiskColumns();
  const { columns, menu, resize } = useColumns('at_risk', all);
  const named = (row: AtRisk) => row.name || row.email || t('insights:risk.unnamed');
  const currency = list.rows[0]?.clv.currency ?? format.currency;
  const save = () =>
    download(
      'at risk.csv',
      toCsv([
        [
          t('insights:risk.customer'),
          t('insights:risk.email'),
          t('insights:card.stage'),
          `${t('insights:risk.risk')} %`,
          `${t('insights:card.clv')} ${currency}`,
          `${t('insights:risk.at_stake')} ${currency}`,
          `${t('insights:column.revenue')} ${currency}`,
          t('insights:risk.orders'),
          t('insights:risk.last_order'),
          t('insights:risk.overdue_days'),
        ],
        ...list.rows.map((row) => [
          row.name,
          row.email,
          row.stage,
          row.churn_risk,
          major(row.clv),
          major(row.at_stake),
          major(row.revenue),
          row.orders,
          row.last_order_at,
          row.overdue_days,
        ]),
      ]),
    );
  return (
    <Page
      title={t('insights:page.churn')}
      scroll={false}
      actions={
        <>
          <Tooltip label={t('insights:risk.csv')}>
            <ActionIcon
              size={32}
              aria-label={t('insights:risk.csv')}
              disabled={!list.rows.length}
              onClick={save}
            >
              <IconDownload size={17} aria-hidden />
            </ActionIcon>
          </Tooltip>
          {menu}
        </>
      }
    >
      <InsightTabs />
      <SaveAsSegment />
      <DataTable
        label={t('insights:page.churn')}
        list={list}
        columns={columns}
        resize={resize}
        rowId={(row) => row.contact_id}
        rowName={named}
        open={(row) => go(`/contacts/${row.contact_id}`)}
        card={(row) => (
          <TwoLineCard
            title={named(row)}
            text={<Mark tone={stageTone[row.stage]}>{t(`insights:stage.${row.stage}`)}</Mark>}
            side={format.money(row.at_stake)}
            below={t('insights:risk.of', {
              risk: format.percent(row.churn_risk / 100, 0),
              value: format.money(row.clv, true),
            })}
          />
        )}
        empty={<NobodyAtRisk />}
      />
    </Page>
  );
}
