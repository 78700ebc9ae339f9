import { useTranslation } from 'react-i18next';
import { useFormat } from '@/ui/session';
import { useHistory } from '../api';
import { everyDay } from '../detail/days';
import type { Segment } from '../types';
import { useIdle } from '@/ui/useIdle';
import { useToday } from '@/ui/useToday';

const width = 96;
const height = 22;
const days = 30;

// The size over the last 30 days, as a small line; only rows in sight ask for it.
export function Trend({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const today = useToday();
  const history = useHistory(segment.id, days, useIdle());
  const sizes = history.data
    ? everyDay(history.data.sizes, days, today, segment.members_count, format.dayKey(segment.created_at))
    : [];
  const first = sizes[0];
  const last = sizes.at(-1);
  if (sizes.length < 2 || !first || !last) return <span className="muted">–</span>;
  const low = Math.min(...sizes.map((day) => day.size));
  const high = Math.max(...sizes.map((day) => day.size));
  const x = (index: number) => (index / (sizes.length - 1)) * (width - 2) + 1;
  const y = (size: number) =>
    high === low ? height / 2 : height - 3 - ((size - low) / (high - low)) * (height - 6);
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label={t('segments:trend_label', {
        from: format.number(first.size),
        to: format.number(last.size),
      })}
    >
      <polyline
        points={sizes.map((day, index) => `${x(index).toFixed(1)},${y(day.size).toFixed(1)}`).join(' ')}
        fill="none"
        stroke="var(--series-1)"
        strokeWidth="1.6"
        strokeLinejoin="round"
      />
      <circle cx={x(sizes.length - 1)} cy={y(last.size)} r="2.2" fill="var(--series-1)" />
    </svg>
  );
}
