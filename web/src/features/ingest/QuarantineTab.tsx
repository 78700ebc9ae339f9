import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Quarantined } from '@/api/types';
import { Ago } from '@/ui/marks';
import { ErrorState, State } from '@/ui/States';
import { useList } from '@/ui/useList';
import { useUrlState } from '@/ui/useUrlState';
import { BulkSettle } from './BulkSettle';
import classes from './Ingest.module.css';
import { QuarantineDrawer } from './QuarantineDrawer';
import { useReason } from './reason';

const states = ['open', 'replayed', 'discarded'] as const;

export function QuarantineTab() {
  const { t } = useTranslation();
  const reason = useReason();
  const [search, set] = useUrlState();
  const [open, setOpen] = useState<string | null>(null);
  const state = states.find((known) => known === search.state) ?? 'open';
  const list = useList<Quarantined>('quarantine', '/api/quarantine', {
    state,
    code: state === 'open' ? search.why : undefined,
    limit: 50,
  });
  return (
    <>
      <div className={classes.bar}>
        <SegmentedControl
          aria-label={t('ingest:quarantine.state')}
          data={states.map((value) => ({ value, label: t(`ingest:quarantine.${value}`) }))}
          value={state}
          onChange={(value) => set({ state: value === 'open' ? undefined : value })}
        />
        {state === 'open' && <BulkSettle code={search.why} onCode={(why) => set({ why })} />}
      </div>
      {list.loading && <Skeleton height={200} />}
      {list.error ? <ErrorState error={list.error} retry={list.retry} compact /> : null}
      {!list.loading && !list.error && !list.rows.length && (
        <State icon={IconCircleCheck} compact title={t(`ingest:quarantine.empty_${state}`)}>
          {state === 'open' ? t('ingest:quarantine.empty_text') : ''}
        </State>
      )}
      {list.rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('ingest:tab.quarantine')}>
          <table className={classes.table}>
            <thead>
              <tr>
                {['received', 'source', 'message', 'why'].map((name) => (
                  <th key={name} scope="col" className={name === 'source' ? classes.later : undefined}>
                    {t(`ingest:quarantine.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {list.rows.map((row) => (
                <tr key={row.id}>
                  <td>
                    <Ago at={row.received_at} />
                  </td>
                  <td className={classes.later}>{row.source || '–'}</td>
                  <td>
                    <button
                      type="button"
                      className="record-button record-link"
                      onClick={() => setOpen(row.id)}
                    >
                      {row.name || row.kind || t('ingest:quarantine.unreadable')}
                    </button>
                  </td>
                  <td className={classes.wide}>{reason(row)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {list.hasMore && (
        <Button variant="subtle" mt="sm" onClick={list.more}>
          {t('ingest:quarantine.more')}
        </Button>
      )}
      {open && <QuarantineDrawer id={open} onClose={() => setOpen(null)} />}
    </>
  );
}
