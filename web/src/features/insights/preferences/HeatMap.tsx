import { Tooltip } from '@mantine/core';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/ui/session';
import classes from './Preferences.module.css';
import { dayOf, neighbour, strengths, useClock } from './week';

interface HeatMapProps {
  label: string;
  shares: number[]; // 168
  own: number[];
  best: number[]; // hours that are marked
  hint?: string; // what to read from it; else that of one person
}

const days = [0, 1, 2, 3, 4, 5, 6];
const hoursOfDay = Array.from({ length: 24 }, (_, hour) => hour);

// Seven days of 24 hours, the likelier the stronger. One stop of the keyboard; arrow keys walk from hour to hour. What
// the pointer's tip says stands below and in the name of the hour, too.
export function HeatMap({ label, shares, own, best, hint }: HeatMapProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const clock = useClock();
  const grid = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(best[0] ?? 0); // where the keyboard is
  const [focused, setFocused] = useState<number | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const shown = pointed ?? focused; // whose words are shown
  const strength = strengths(shares);
  const words = (hour: number) =>
    [
      `${clock.weekday(dayOf(hour))} ${clock.hours(hour)}`,
      format.percent(shares[hour] ?? 0, 2),
      t('preferences:acts', { count: own[hour] ?? 0 }),
      best.includes(hour) && t('preferences:send.is_best', { rank: best.indexOf(hour) + 1 }),
    ]
      .filter(Boolean)
      .join(' · ');
  const walk = (event: KeyboardEvent) => {
    const next = neighbour(at, event.key);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
    grid.current?.querySelector<HTMLElement>(`[data-hour="${next}"]`)?.focus();
  };
  const point = (target: EventTarget) => {
    const hour = (target as HTMLElement).dataset.hour;
    setPointed(hour === undefined ? null : Number(hour));
  };
  return (
    <>
      <Tooltip.Floating
        aria-hidden
        label={pointed === null ? '' : words(pointed)}
        disabled={pointed === null}
        position="top"
        offset={16}
      >
        <div
          ref={grid}
          className={classes.week}
          role="grid"
          aria-label={label}
          onKeyDown={walk}
          onPointerOver={(event) => point(event.target)}
          onPointerLeave={() => setPointed(null)}
        >
          {days.map((day) => (
            <div key={day} role="row" className={classes.day}>
              <span role="rowheader" className={classes.dayName} aria-label={clock.weekday(day)}>
                {clock.short(day)}
              </span>
              {hoursOfDay.map((hourOfDay) => {
                const hour = day * 24 + hourOfDay;
                return (
                  <span
                    key={hour}
                    role="gridcell"
                    data-hour={hour}
                    data-best={best.includes(hour) || undefined}
                    tabIndex={hour === at ? 0 : -1}
                    aria-label={words(hour)}
                    className={classes.hour}
                    style={{ '--strength': `${Math.round((strength[hour] ?? 0) * 100)}%` } as object}
                    onFocus={() => {
                      setAt(hour);
                      setFocused(hour);
                      setPointed(null);
                    }}
                    onBlur={() => setFocused(null)}
                  />
                );
              })}
            </div>
          ))}
        </div>
      </Tooltip.Floating>
      <div className={classes.scale} aria-hidden>
        {[0, 6, 12, 18].map((hour) => (
          <span key={hour}>{clock.time(hour)}</span>
        ))}
      </div>
      <p className={classes.readout}>
        {shown === null ? (hint ?? t('preferences:send.hint')) : words(shown)}
      </p>
    </>
  );
}
