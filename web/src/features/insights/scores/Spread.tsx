import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { useFormat } from '@/ui/session';
import { Bars, waiting } from '../base/ClvFigures';
import insights from '../Insights.module.css';
import { useDecimals } from '../numbers';
import { useLabel } from './labels';
import classes from './Scores.module.css';
import type { Distribution } from './types';

// How the scores of everybody are spread; of a model of choices, how many each choice has.
export function SpreadFigure({ spread, title, file }: { spread: Distribution; title: string; file: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const decimals = useDecimals();
  const label = useLabel();
  const people = t('scores:people');
  const bins = spread.bins.length
    ? spread.bins.map((bin) => ({
        name: t('insights:range', { low: decimals(bin.from), high: decimals(bin.to) }),
        people: bin.people,
      }))
    : spread.bands.map((band) => ({ name: label(band.label, band.name), people: band.people }));
  return (
    <Figure
      title={title}
      file={file}
      head={[t('scores:score'), people]}
      rows={bins.map((bin) => [bin.name, bin.people])}
      shown={bins.map((bin) => [bin.name, format.number(bin.people)])}
    >
      <Suspense fallback={waiting}>
        <Bars
          label={title}
          data={bins.map((bin) => ({ at: bin.name, [people]: bin.people }))}
          series={[{ name: people, color: 'var(--series-1)' }]}
          axis={(value) => format.compact(value)}
          value={(value) => format.number(value)}
        />
      </Suspense>
      {spread.bins.length > 0 && (
        <p className={insights.said}>
          {t('scores:spread_said', {
            count: spread.people,
            mean: decimals(spread.mean),
            median: decimals(spread.median),
          })}
        </p>
      )}
    </Figure>
  );
}

// The ranges, or choices, with how many people are in each.
export function Bands({ spread }: { spread: Distribution }) {
  const format = useFormat();
  const label = useLabel();
  if (!spread.bands.length) return null;
  return (
    <dl className={classes.bands}>
      {spread.bands.map((band) => (
        <div key={band.name}>
          <dt>{label(band.label, band.name)}</dt>
          <dd>
            {format.number(band.people)}{' '}
            <span className="muted">
              {format.percent(spread.people ? band.people / spread.people : 0, 0)}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

// The same as small bars, for lists.
export function MiniSpread({ spread }: { spread: Distribution }) {
  const counts = (spread.bins.length ? spread.bins : spread.bands).map((bin) => bin.people);
  const most = Math.max(1, ...counts);
  return (
    <span className={classes.mini} aria-hidden>
      {counts.map((count, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is known by its place
        <i key={index} style={{ height: `${Math.max(count ? 6 : 2, (count / most) * 100)}%` }} />
      ))}
    </span>
  );
}
