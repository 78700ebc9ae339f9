import { IconChevronDown } from '@tabler/icons-react';
import { memo, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineEntry } from '@/api/types';
import { Link } from '@/ui/Link';
import { Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import classes from './Contact.module.css';
import { FieldChanges } from '../changes/FieldChanges';
import { ActivityTools, ActivityVersions, activities } from './ActivityTools';
import { changesOf, detailOf, leftOutOf, lookOf, titleOf } from './facts';

export const TimelineRow = memo(function TimelineRow({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const [history, setHistory] = useState(false);
  const id = useId();
  const { icon: Icon, tone } = lookOf(entry);
  const title = titleOf(entry, t, format);
  const detail = detailOf(entry, t, format);
  const changes = changesOf(entry);
  const leftOut = leftOutOf(entry);
  const order =
    ['purchase', 'refund', 'order_extended', 'order_updated', 'order_cancelled'].includes(entry.type) &&
    entry.reference_id;
  return (
    <li className={classes.entry}>
      <span className={classes.icon} data-tone={tone} aria-hidden>
        <Icon size={15} stroke={1.8} />
      </span>
      <div>
        <div className={classes.title}>
          {order ? <Link to={`/orders/${order}`}>{title}</Link> : title}
          {entry.contact_name && entry.contact_id && (
            <>
              {' · '}
              <Link to={`/contacts/${entry.contact_id}`} style={{ textDecoration: 'underline' }}>
                {entry.contact_name}
              </Link>
            </>
          )}
          {entry.actor_name && <span className="muted"> · {entry.actor_name}</span>}
          {entry.edited_at && (
            <span
              className="muted"
              title={t('people:timeline.edited_title', { when: format.dateTime(entry.edited_at) })}
            >
              {' '}
              · {t('people:timeline.edited')}
            </span>
          )}
        </div>
        {detail && <div className={classes.detail}>{detail}</div>}
        {leftOut.length > 0 && (
          <div className={classes.detail}>
            <Mark tone="warn">{t('people:timeline.left_out', { what: leftOut.join(', ') })}</Mark>
          </div>
        )}
        {changes.length > 0 && (
          <div className={classes.detail}>
            <FieldChanges changes={changes} />
          </div>
        )}
      </div>
      <div className={classes.when}>
        <time dateTime={entry.occurred_at} title={format.dateTime(entry.occurred_at)} className="tabular">
          {format.time(entry.occurred_at)}
        </time>
        {activities.includes(entry.type) && (
          <ActivityTools entry={entry} title={title} onHistory={() => setHistory((now) => !now)} />
        )}
        <button
          type="button"
          className={classes.more}
          aria-expanded={open}
          aria-controls={id}
          aria-label={t('people:timeline.details', { title })}
          onClick={() => setOpen((now) => !now)}
        >
          <IconChevronDown size={15} aria-hidden />
        </button>
      </div>
      {history && <ActivityVersions id={entry.id} />}
      {open && (
        <pre className={classes.raw} id={id}>
          {JSON.stringify(entry, null, 2)}
        </pre>
      )}
    </li>
  );
});
