import { Button, SegmentedControl } from '@mantine/core';
import { lazy, Suspense, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from '@/ui/Link';
import { Ago, Avatar, Mark } from '@/ui/marks';
import { ErrorState } from '@/ui/States';
import { useList } from '@/ui/useList';
import type { Move } from '../types';
import classes from './Detail.module.css';

const HistoryDialog = lazy(() => import('./HistoryDialog'));

// Who came and who went, the latest first.
export function Moves({ segmentId }: { segmentId: string }) {
  const { t } = useTranslation();
  const id = useId();
  const [kind, setKind] = useState('both');
  const [asking, setAsking] = useState(false);
  const list = useList<Move>('segments', `/api/segments/${segmentId}/moves`, {
    kind: kind === 'both' ? undefined : kind,
    limit: 20,
  });
  return (
    <section aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id}>{t('segments:moves.title')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t('segments:moves.which')}
          value={kind}
          onChange={setKind}
          data={['both', 'entered', 'left'].map((value) => ({
            value,
            label: t(`segments:moves.${value}`),
          }))}
        />
      </div>
      {Boolean(list.error) && <ErrorState error={list.error} retry={list.retry} compact />}
      {!list.loading && !list.error && !list.rows.length && (
        <p className="muted">{t('segments:moves.none')}</p>
      )}
      <ul className={classes.moves}>
        {list.rows.map((move) => (
          <li key={move.contact_id + move.at + move.kind}>
            <Avatar name={move.name || '?'} size={22} />
            <span className="truncate">
              <Link to={`/contacts/${move.contact_id}`} className="record-link">
                {move.name || t('segments:unnamed')}
              </Link>
            </span>
            {move.reason && (
              <span className="muted">
                {t(`segments:reason.${move.reason}`, { defaultValue: move.reason })}
              </span>
            )}
            <Mark tone={move.kind === 'entered' ? 'ok' : 'neutral'}>
              {t(move.kind === 'entered' ? 'segments:moves.came' : 'segments:moves.went')}
            </Mark>
            <Ago at={move.at} />
          </li>
        ))}
      </ul>
      {list.hasMore && (
        <Button size="compact-sm" variant="subtle" onClick={list.more}>
          {t('segments:moves.more')}
        </Button>
      )}
      <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setAsking(true)}>
        {t('segments:history.open')}
      </Button>
      {asking && (
        <Suspense>
          <HistoryDialog onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </section>
  );
}
