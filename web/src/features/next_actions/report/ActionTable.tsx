import { useTranslation } from 'react-i18next';
import { useFormat } from '@/ui/session';
import { useNamed } from '../api';
import type { Report } from '../types';
import classes from './Report.module.css';

const counts = ['shown', 'first', 'accepted', 'dismissed', 'done', 'converted'] as const;

// Each action with what became of it, and what is believed of its chance as a bar with its interval.
export function ActionTable({ report }: { report: Report }) {
  const { t } = useTranslation();
  const format = useFormat();
  const named = useNamed();
  const lines = [...report.actions].sort((a, b) => b.chance - a.chance || b.shown - a.shown);
  const scale = Math.max(0.05, ...lines.map((line) => line.high));
  const at = (share: number) => `${Math.min(100, (share / scale) * 100)}%`;
  const col = (id: string) => t(`next_actions:report.col.${id}`);
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('next_actions:report.table')}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{col('action')}</th>
            {counts.map((id) => (
              <th key={id} scope="col">
                {col(id)}
              </th>
            ))}
            <th scope="col">{col('chance')}</th>
            <th scope="col">{col('interval')}</th>
            <th aria-hidden />
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.action_id}>
              <th scope="row">
                {named(line.labels)}
                {!line.active && <span className="muted"> ({t('next_actions:report.off')})</span>}
              </th>
              {counts.map((id) => (
                <td key={id}>{format.number(line[id])}</td>
              ))}
              <td>
                <strong>{format.percent(line.chance, 1)}</strong>
                {line.successes + line.failures === 0 && (
                  <span className="muted"> {t('next_actions:report.prior')}</span>
                )}
              </td>
              <td className="muted">
                {format.percent(line.low, 1)} – {format.percent(line.high, 1)}
              </td>
              <td className={classes.bar} aria-hidden>
                <span className={classes.range}>
                  <i style={{ left: at(line.low), right: `calc(100% - ${at(line.high)})` }} />
                  <b style={{ left: at(line.chance) }} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
