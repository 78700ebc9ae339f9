import { useTranslation } from 'react-i18next';
import type { Pipeline } from '@/api/types';
import { useFormat } from '@/ui/session';
import classes from './Board.module.css';

export function Figures({ pipeline }: { pipeline: Pipeline }) {
  const { t } = useTranslation();
  const format = useFormat();
  const days = pipeline.mean_days_to_convert;
  const figures = [
    { title: t('lists:board.leads'), value: format.number(pipeline.leads) },
    { title: t('lists:board.value'), value: format.money(pipeline.value, true) },
    { title: t('lists:board.rate'), value: format.percent(pipeline.conversion_rate) },
    {
      title: t('lists:board.time'),
      value: days === null || days === undefined ? '–' : t('lists:board.days', { days: Math.round(days) }),
    },
    { title: t('lists:board.mean'), value: format.money(pipeline.mean_value, true) },
  ];
  return (
    <>
      <dl className={classes.figures}>
        {figures.map((figure) => (
          <div key={figure.title} className={classes.figure}>
            <dt>{figure.title}</dt>
            <dd>{figure.value}</dd>
          </div>
        ))}
      </dl>
      {pipeline.other_currencies > 0 && (
        <p className={classes.note}>
          {t('lists:board.other_currencies', { count: pipeline.other_currencies })}
        </p>
      )}
    </>
  );
}
