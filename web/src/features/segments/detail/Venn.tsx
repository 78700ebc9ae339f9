import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/ui/session';
import type { Region } from '../types';
import classes from './Detail.module.css';
import { Figure } from '@/ui/charts/Figure';
import { circles, sizeOf } from './venn';

const colours = ['var(--series-1)', 'var(--series-2)', 'var(--series-3)'];
const width = 520;
const height = 240;

interface VennProps {
  ids: string[];
  names: Map<string, string>;
  regions: Region[];
  controls: ReactNode;
}

// Circles whose areas are the sizes; the exact figures stand in the legend and in the table.
export function Venn({ ids, names, regions, controls }: VennProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const drawn = circles(ids, regions, width - 20, height - 20);
  const nameOf = (id: string) => names.get(id) ?? id;
  const sorted = regions.filter((region) => region.ids.length > 0);
  const says = (region: Region) =>
    region.ids.length === 1
      ? t('segments:compare.only', { name: nameOf(region.ids[0] ?? '') })
      : format.list(region.ids.map(nameOf));
  const first = sizeOf(regions, [ids[0] ?? '']);
  return (
    <Figure
      title={t('segments:compare.overlap')}
      file="overlap.csv"
      head={[t('segments:compare.segments'), t('segments:column.members')]}
      rows={sorted.map((region) => [says(region), region.count])}
      shown={sorted.map((region) => [says(region), format.number(region.count)])}
      controls={controls}
    >
      <ul className={classes.legend}>
        {ids.map((id, index) => (
          <li key={id}>
            <i style={{ background: colours[index] }} aria-hidden />
            {nameOf(id)} <strong>{format.number(sizeOf(regions, [id]))}</strong>
            {index > 0 && (
              <span className="muted">
                {' '}
                {t('segments:compare.shared', {
                  count: sizeOf(regions, [ids[0] ?? '', id]),
                  share: first ? format.percent(sizeOf(regions, [ids[0] ?? '', id]) / first) : '–',
                })}
              </span>
            )}
          </li>
        ))}
      </ul>
      {sorted.length === 0 ? (
        <p className="muted">{t('segments:compare.nobody')}</p>
      ) : (
        <svg
          className={classes.picture}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={sorted.map((region) => `${says(region)}: ${format.number(region.count)}`).join('; ')}
        >
          <g transform="translate(10 10)">
            {drawn.map((circle, index) => (
              <circle
                key={circle.id}
                cx={circle.x}
                cy={circle.y}
                r={circle.r}
                fill={colours[index]}
                fillOpacity={0.28}
                stroke={colours[index]}
                strokeWidth={1.5}
              />
            ))}
          </g>
        </svg>
      )}
    </Figure>
  );
}
