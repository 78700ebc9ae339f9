import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Home } from '@/api/types';
import { useWrongWebhooks } from '@/features/webhooks/widgets';
import { Link } from '@/ui/Link';
import { Ago } from '@/ui/marks';
import { useCan } from '@/ui/session';
import classes from './Home.module.css';

// What somebody must look at; most days nothing.
export default function HomeNotices({ home }: { home: Home }) {
  return (
    <>
      <LateJobs home={home} />
      <WrongWebhooks />
    </>
  );
}

// Other systems that get nothing any more.
function WrongWebhooks() {
  const { t } = useTranslation();
  const can = useCan();
  const wrong = useWrongWebhooks(can('webhooks.manage'));
  if (!wrong.length) return null;
  const title = t('webhooks:alert', { count: wrong.length });
  return (
    <section className={`${classes.panel} ${classes.late}`} aria-label={title}>
      <div className={classes.head}>
        <IconAlertTriangle size={17} color="var(--warn)" aria-hidden />
        <h2>{title}</h2>
      </div>
      <ul className={classes.rows}>
        {wrong.map((one) => (
          <li key={one.id} className={classes.row}>
            <span className={classes.main}>
              <Link to="/settings/webhooks">{one.url}</Link>
            </span>
            <span className={classes.side}>
              {one.disabled_reason ? (
                `${t('webhooks:disabled')}: ${one.disabled_reason}`
              ) : (
                <>
                  {t('webhooks:failing')} <Ago at={one.failing_since} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

// Work that should have been done by now.
function LateJobs({ home }: { home: Home }) {
  const { t } = useTranslation();
  if (!home.late_jobs.length) return null;
  return (
    <section className={`${classes.panel} ${classes.late}`} aria-label={t('analytics:late.title')}>
      <div className={classes.head}>
        <IconAlertTriangle size={17} color="var(--warn)" aria-hidden />
        <h2>{t('analytics:late.title')}</h2>
      </div>
      <ul className={classes.rows}>
        {home.late_jobs.map((job) => (
          <li key={`${job.name}-${job.due_at}`} className={classes.row}>
            <span className={classes.main}>{job.name}</span>
            <span className={classes.side}>
              {t('analytics:late.due')} <Ago at={job.due_at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
