import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../session';
import classes from './Sparkline.module.css';

interface SparklineProps {
  title: string;
  points: { at: string; value: number }[]; // the oldest first
  most: number; // the top of the line
  show: (value: number) => string;
}

const width = 240;
const height = 44;

// How a value moved, as a line with its ends in words; every point is there to be read out.
export function Sparkline({ title, points, most, show }: SparklineProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return null;
  const x = (i: number) => 2 + (i * (width - 4)) / (points.length - 1);
  const y = (value: number) => height - 3 - Math.min(Math.max(value / (most || 1), 0), 1) * (height - 6);
  return (
    <figure className={classes.figure}>
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
        <path d={`M0 ${height - 0.5}H${width}`} className={classes.floor} />
        <polyline points={points.map((point, i) => `${x(i)},${y(point.value)}`).join(' ')} />
      </svg>
      <div className={classes.ends}>
        <span>{t('ui:spark.from', { date: format.date(first.at), value: show(first.value) })}</span>
        <span>{t('ui:spark.now', { value: show(last.value) })}</span>
      </div>
      <VisuallyHidden component="ol">
        {points.map((point) => (
          <li key={point.at}>{`${format.date(point.at)}: ${show(point.value)}`}</li>
        ))}
      </VisuallyHidden>
    </figure>
  );
}
