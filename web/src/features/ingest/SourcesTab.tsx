import { Skeleton } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Page, SourceHealth } from '@/api/types';
import { Ago, Mark } from '@/ui/marks';
import { ErrorState, State } from '@/ui/States';
import { useFormat } from '@/ui/session';
import classes from './Ingest.module.css';
import { WriteKeys } from './WriteKeys';

export function SourcesTab({ sources }: { sources: UseQueryResult<Page<SourceHealth>> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows = sources.data?.items ?? [];
  if (sources.isPending) return <Skeleton height={200} mt="md" />;
  if (sources.error && !sources.data)
    return <ErrorState error={sources.error} retry={() => void sources.refetch()} compact />;
  if (!rows.length)
    return (
      <State icon={IconPlugConnected} compact title={t('ingest:sources.empty')} actions={<WriteKeys />}>
        {t('ingest:sources.empty_text')}
      </State>
    );
  return (
    <>
      <div className={classes.bar}>
        <WriteKeys />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('ingest:tab.sources')}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('ingest:sources.name')}</th>
              <th scope="col">{t('ingest:sources.last')}</th>
              <th scope="col">{t('ingest:sources.minutes')}</th>
              <th scope="col" className={classes.number}>
                {t('ingest:sources.hour')}
              </th>
              <th scope="col" className={classes.number}>
                {t('ingest:sources.day')}
              </th>
              <th scope="col" className={classes.number}>
                {t('ingest:sources.refused')}
              </th>
              <th scope="col" className={classes.number}>
                {t('ingest:sources.rejected')}
              </th>
              <th scope="col">{t('ingest:sources.quarantined')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td>
                  {row.kind === 'unknown' ? (
                    <span className="muted">{t('ingest:sources.unknown')}</span>
                  ) : (
                    <>
                      {row.name} <Mark>{t(`access:keys.kinds.${row.kind}`)}</Mark>
                    </>
                  )}
                </td>
                <td>
                  <Ago at={row.last_seen_at} none={t('people:never')} />
                </td>
                <td>
                  <Minutes source={row} now={sources.dataUpdatedAt} />
                </td>
                <td className={classes.number}>{format.number(row.accepted_hour)}</td>
                <td className={classes.number}>{format.number(row.accepted_day)}</td>
                <td className={classes.number}>
                  <Refused source={row} />
                </td>
                <td className={classes.number}>
                  <Rejected source={row} />
                </td>
                <td>
                  {row.quarantined_open > 0 ? (
                    <Mark tone="warn">{t('ingest:sources.waiting', { count: row.quarantined_open })}</Mark>
                  ) : (
                    <Mark tone="ok">{t('ingest:sources.fine')}</Mark>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

// Of what came in a day, how much could not be taken.
function Refused({ source }: { source: SourceHealth }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [refused, all] = [source.quarantined_day, source.quarantined_day + source.accepted_day];
  if (refused === 0) return format.number(0);
  return (
    <span
      title={t('ingest:sources.refused_of', { refused: format.number(refused), all: format.number(all) })}
    >
      {format.number(refused)} ({format.percent(refused / all)})
    </span>
  );
}

// Whole requests, of which nothing could be read; why the last one was refused.
function Rejected({ source }: { source: SourceHealth }) {
  const { t } = useTranslation();
  const format = useFormat();
  const count = format.number(source.rejected_day);
  if (!source.rejected_at) return count;
  const why = t(`ingest:sources.why.${source.rejected_for}`, { defaultValue: source.rejected_for ?? '' });
  return (
    <span title={t('ingest:sources.rejected_why', { when: format.relative(source.rejected_at), why })}>
      <Mark tone="warn">{count}</Mark> {why}
    </span>
  );
}

// Sixty bars, one for each minute of the last hour.
function Minutes({ source, now: at }: { source: SourceHealth; now: number }) {
  const { t } = useTranslation();
  const now = Math.floor(at / 60_000);
  const counts = Array.from({ length: 60 }, () => 0);
  for (const { minute, accepted } of source.minutes) {
    const place = 59 - (now - Math.floor(Date.parse(minute) / 60_000));
    if (place >= 0 && place < 60) counts[place] = accepted;
  }
  const most = Math.max(1, ...counts);
  return (
    <span
      className={classes.bars}
      role="img"
      aria-label={t('ingest:sources.rate', { count: source.accepted_hour })}
    >
      {counts.map((count, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a bar stands for
        <i key={place} style={{ height: `${(100 * count) / most}%` }} />
      ))}
    </span>
  );
}
