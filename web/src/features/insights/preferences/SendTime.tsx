import { useTranslation } from 'react-i18next';
import type { Preferences } from '@/api/types';
import { Figure } from '@/ui/charts/Figure';
import { useFormat } from '@/ui/session';
import { useDecimals } from '../numbers';
import { HeatMap } from './HeatMap';
import classes from './Preferences.module.css';
import { dayOf, hoursOfWeek, howSure, useClock } from './week';

interface SendTimeProps {
  sendTime: Preferences['send_time'];
  timezone: string;
  of: Preferences['timezone_of'];
}

// When a message is most likely to find somebody: the best hours, how sure they are, and the whole week.
export function SendTime({ sendTime, timezone, of }: SendTimeProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const clock = useClock();
  const decimals = useDecimals();
  const { best, shares, own, population } = sendTime;
  const title = t('preferences:send.title');
  if (!best.length) {
    return (
      <div className={classes.send}>
        <h3>{title}</h3>
        <p className="muted">{t('preferences:send.unknown')}</p>
      </div>
    );
  }
  const range = (item: { low: number; high: number }) => ({
    low: decimals(item.low * hoursOfWeek),
    high: decimals(item.high * hoursOfWeek),
  });
  const confidence = howSure(sendTime.confidence, best[0]?.low ?? 0);
  const hours = shares.map((_, hour) => hour);
  const cells = (hour: number) => [clock.weekday(dayOf(hour)), clock.time(hour)] as const;
  return (
    <div className={classes.send}>
      <Figure
        title={title}
        file="send-time.csv"
        head={['weekday', 'hour', 'acts', 'everybody', 'share'].map((name) =>
          t(`preferences:send.column.${name}`),
        )}
        rows={hours.map((hour) => [
          clock.weekday(dayOf(hour)),
          hour % 24,
          own[hour] ?? 0,
          population[hour] ?? 0,
          shares[hour] ?? 0,
        ])}
        shown={hours.map((hour) => [
          ...cells(hour),
          format.number(own[hour] ?? 0),
          format.percent(population[hour] ?? 0, 2),
          format.percent(shares[hour] ?? 0, 2),
        ])}
      >
        <HeatMap label={title} shares={shares} own={own} best={best.map((item) => item.hour)} />
      </Figure>
      <ol className={classes.best} aria-label={t('preferences:send.best')}>
        {best.map((item) => (
          <li key={item.hour} title={t('preferences:send.range', range(item))}>
            <strong>
              {clock.weekday(dayOf(item.hour))} {clock.hours(item.hour)}
            </strong>
            <span className="muted">
              {t('preferences:send.times', { times: decimals(item.times_average), ...range(item) })}
            </span>
          </li>
        ))}
      </ol>
      <p className={classes.sure}>
        {t(`preferences:send.sure.${confidence}`, {
          count: sendTime.acts,
          own: format.percent(sendTime.own_weight, 0),
          everybody: format.percent(1 - sendTime.own_weight, 0),
        })}{' '}
        {t(`preferences:send.zone.${of}`, { zone: timezone })}
      </p>
    </div>
  );
}
