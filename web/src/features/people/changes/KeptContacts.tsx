import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { KeptContact, Page } from '@/api/types';
import { Link } from '@/ui/Link';
import { ErrorState } from '@/ui/States';
import classes from './Changes.module.css';

// Whom a change of many, or its undo, left as they are, and why. `path` lists them; `state` asks anew.
export default function KeptContacts(props: { path: string; state: string; titled?: boolean }) {
  const { path, state, titled } = props;
  const { t } = useTranslation();
  const kept = useInfiniteQuery({
    queryKey: ['kept', path, state],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<KeptContact>>(path, { cursor: pageParam || undefined, limit: 50 }, signal),
    initialPageParam: '',
    getNextPageParam: (page: Page<KeptContact>) => page.next_cursor ?? undefined,
  });
  const rows = kept.data?.pages.flatMap((page) => page.items) ?? [];
  if (kept.error) return <ErrorState error={kept.error} compact />;
  if (!rows.length) return null;
  const title = t('people:changes.kept.title');
  return (
    <>
      {titled && <h2 className={classes.keptTitle}>{title}</h2>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <div className={classes.kept} tabIndex={0} role="region" aria-label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('people:changes.kept.contact')}</th>
              <th scope="col">{t('people:changes.kept.why')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.contact_id}>
                <td>
                  {row.name ? (
                    <Link to={`/contacts/${row.contact_id}`}>{row.name}</Link>
                  ) : (
                    <span className="muted">{t('people:changes.kept.gone')}</span>
                  )}
                </td>
                <td>{t(`people:changes.kept.reason.${row.reason}`, { defaultValue: row.reason })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {kept.hasNextPage && (
        <Button
          variant="default"
          mt="sm"
          loading={kept.isFetchingNextPage}
          onClick={() => void kept.fetchNextPage()}
        >
          {t('people:changes.kept.more')}
        </Button>
      )}
    </>
  );
}
