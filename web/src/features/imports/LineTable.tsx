import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ImportJob } from '@/api/types';
import { Link } from '@/ui/Link';
import { Mark } from '@/ui/marks';
import { ErrorState } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { isWorking, linesQuery } from './api';
import { outcomeTone, reasonText } from './counts';
import classes from './Imports.module.css';

// What became of each line, page by page.
export function LineTable({ job, outcome }: { job: ImportJob; outcome: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const lines = useInfiniteQuery({
    ...linesQuery(job.id, outcome, job.status),
    enabled: !isWorking(job.status),
  });
  const rows = lines.data?.pages.flatMap((page) => page.items) ?? [];
  if (lines.error) return <ErrorState error={lines.error} compact />;
  if (!rows.length) return null;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <div className={classes.scroller} tabIndex={0} role="region" aria-label={t('imports:lines_title')}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('imports:line')}</th>
              <th scope="col">{t('imports:result')}</th>
              <th scope="col">{t('imports:column')}</th>
              <th scope="col">{t('imports:why')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.outcome}.${row.line}`}>
                <td className="tabular">{format.number(row.line ?? 0)}</td>
                <td>
                  <Mark tone={outcomeTone[row.outcome ?? ''] ?? 'neutral'}>
                    {t(`imports:outcome.${row.outcome}`, { count: 1 })}
                  </Mark>
                </td>
                <td>{row.field}</td>
                <td>
                  {row.reason && <div>{reasonText(t, row.reason, row.params)}</div>}
                  {row.raw && <div className={classes.raw}>{row.raw}</div>}
                  {row.contact_id && (
                    <Link to={`/contacts/${row.contact_id}`}>{t('imports:open_contact')}</Link>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {lines.hasNextPage && (
        <Button
          variant="default"
          mt="sm"
          loading={lines.isFetchingNextPage}
          onClick={() => void lines.fetchNextPage()}
        >
          {t('imports:more')}
        </Button>
      )}
    </>
  );
}
