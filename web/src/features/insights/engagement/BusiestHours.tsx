import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { useFormat } from '@/ui/session';
import shared from '../Insights.module.css';
import { useDecimals } from '../numbers';
import { HeatMap } from '../preferences/HeatMap';
import { dayOf, useClock } from '../preferences/week';
import type { BusyHours } from '../types';

// When everybody acts, each on the clock of where they live.
export function BusiestHours({ hours }: { hours: BusyHours | null | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const clock = useClock();
  const decimals = useDecimals();
  const title = t('reports:hours.title');
  if (!hours || hours.acts === 0) {
    return (
      <section aria-label={title}>
        <h2 style={{ margin: '0 0 8px', fontSize: 15 }}>{title}</h2>
        <p className="muted">{t(hours ? 'reports:hours.empty' : 'reports:channels.none_yet')}</p>
      </section>
    );
  }
  const all = hours.shares.map((_, hour) => hour);
  const when = (hour: number) => `${clock.weekday(dayOf(hour))} ${clock.hours(hour)}`;
  return (
    <Figure
      title={title}
      file="hours.csv"
      head={['weekday', 'hour', 'acts', 'share'].map((name) => t(`preferences:send.column.${name}`))}
      rows={all.map((hour) => [
        clock.weekday(dayOf(hour)),
        hour % 24,
        hours.own[hour] ?? 0,
        hours.shares[hour] ?? 0,
      ])}
      shown={all.map((hour) => [
        clock.weekday(dayOf(hour)),
        clock.time(hour),
        format.number(hours.own[hour] ?? 0),
        format.percent(hours.shares[hour] ?? 0, 2),
      ])}
    >
      <HeatMap
        label={title}
        shares={hours.shares}
        own={hours.own}
        best={hours.best.map((item) => item.hour)}
        hint={t('reports:hours.hint')}
      />
      <ol style={{ margin: '8px 0', paddingLeft: 18, fontSize: 13 }} aria-label={t('reports:hours.best')}>
        {hours.best.map((item) => (
          <li key={item.hour}>
            {when(item.hour)}{' '}
            <span className="muted">{t('reports:hours.times', { times: decimals(item.times_average) })}</span>
          </li>
        ))}
      </ol>
      <p className={shared.said}>
        {t('reports:hours.means', {
          count: hours.acts,
          from: format.date(hours.from),
          to: format.date(hours.to),
        })}
      </p>
    </Figure>
  );
}
