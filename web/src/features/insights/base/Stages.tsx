import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import { useUnit } from '../numbers';
import { byStage, contactsWith, segmentOf, stageColour, stageTone } from '../stages';
import type { CustomerBase } from '../types';
import { Lines } from './Lines';

// How many customers stand in each stage, and what they have spent.
export function Stages({ base }: { base: CustomerBase }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { major } = useUnit();
  const lines = byStage(base.stages);
  const head = [
    t('insights:card.stage'),
    t('insights:column.customers'),
    t('insights:column.share'),
    `${t('insights:column.revenue')} ${base.revenue.currency}`,
  ];
  const share = (customers: number) => (base.customers ? customers / base.customers : 0);
  return (
    <Figure
      title={t('insights:stages.title')}
      file="lifecycle.csv"
      head={head}
      rows={lines.map((line) => [line.stage, line.customers, share(line.customers), major(line.revenue)])}
      shown={lines.map((line) => [
        t(`insights:stage.${line.stage}`),
        format.number(line.customers),
        format.percent(share(line.customers)),
        format.money(line.revenue, true),
      ])}
    >
      <Lines
        name={t('insights:card.stage')}
        money={t('insights:column.revenue')}
        total={base.customers}
        items={lines.map((line) => {
          const name = t(`insights:stage.${line.stage}`);
          return {
            id: line.stage,
            name,
            mark: <Mark tone={stageTone[line.stage]}>{name}</Mark>,
            list: contactsWith('lifecycle_stage', line.stage),
            segment: segmentOf(`lifecycle_stage = ${line.stage}`, name, 'lifecycle'),
            customers: line.customers,
            money: format.money(line.revenue, true),
            colour: stageColour[line.stage],
          };
        })}
      />
    </Figure>
  );
}
