import { useTranslation } from 'react-i18next';
import { useFormat } from '@/ui/session';
import { everyDay } from '../detail/days';
import type { Performance, Segment } from '../types';
import { useToday } from '@/ui/useToday';

const width = 96;
const height = 22;
const days = 30;

// The size over the last 30 days, as a small line.
export function Trend({ segment, known }: { segment: Segment; known: Performance | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const today = useToday();
  const sizes = known
    ? everyDay(known.sizes_30_days, days, today, segment.members_count, format.dayKey(segment.created_at))
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
