import { useTranslation } from 'react-i18next';
import type { ImportJob } from '@/api/types';
import { Link } from '@/ui/Link';
import { Ago, Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import { sumsOf, statusTone } from './counts';
import classes from './Imports.module.css';

const shown = ['created', 'updated', 'merged', 'ordered', 'refunded', 'rejected'];

// One import in the list: what, how it stands, what came of it.
export function ImportRow({ job }: { job: ImportJob }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sums = sumsOf(job.counts);
  const figures = shown
    .filter((name) => sums[name])
    .map((name) =>
      t('imports:figure', {
        count: format.number(sums[name] ?? 0),
        name: t(`imports:outcome.${name}`, { count: sums[name] ?? 0 }),
      }),
    );
  return (
    <li className={classes.row}>
      <div className={classes.rowMain}>
        <Link to={`/imports/${job.id}`} className={classes.rowTitle}>
          {job.filename}
        </Link>
        <div className="muted">
          {[t(`imports:kind.${job.kind}`), job.started_by, ...figures].filter(Boolean).join(' · ')}
        </div>
      </div>
      <Mark tone={statusTone[job.status]}>{t(`imports:status.${job.status}`)}</Mark>
      <span className={classes.rowSide}>
        <Ago at={job.created_at} />
      </span>
    </li>
  );
}
