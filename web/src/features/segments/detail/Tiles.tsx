import { useTranslation } from 'react-i18next';
import { Ago } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import { usePerformance } from '../api';
import { Change, Size } from '../SegmentMarks';
import type { Segment } from '../types';
import classes from './Detail.module.css';

export function Tiles({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const figure = usePerformance().data?.get(segment.id);
  return (
    <dl className={classes.tiles}>
      <div>
        <dt>{t('segments:column.members')}</dt>
        <dd>
          <Size segment={segment} />
        </dd>
        {segment.counted_at && (
          <dd className={classes.note}>
            {t('segments:counted')} <Ago at={segment.counted_at} />
          </dd>
        )}
      </div>
      <div>
        <dt>{t('segments:column.net')}</dt>
        <dd>
          <Change segment={segment} />
        </dd>
        <dd className={classes.note}>
          {t('segments:change_hint', {
            entered: format.number(segment.entered_30_days),
            left: format.number(segment.left_30_days),
          })}
        </dd>
      </div>
      {figure && (
        <>
          <div>
            <dt>{t('segments:column.revenue')}</dt>
            <dd>{format.money({ amount: figure.revenue_90_days, currency: figure.currency }, true)}</dd>
            <dd className={classes.note}>{t('segments:orders', { count: figure.orders_90_days })}</dd>
          </div>
          <div>
            <dt>{t('segments:column.per_member')}</dt>
            <dd>
              {format.money({ amount: Math.round(figure.revenue_per_member), currency: figure.currency })}
            </dd>
            <dd className={classes.note}>{t('segments:per_member_note')}</dd>
          </div>
        </>
      )}
    </dl>
  );
}
