import { Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle, IconListSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Ago, Mark } from '@/ui/marks';
import { ErrorState, State } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { useEventNames } from './api';
import { EventDrawer } from './EventDrawer';
import classes from './Ingest.module.css';
import { WriteKeys } from './WriteKeys';

// The catalogue: every name that came in, how often, and whether something about it is odd.
export function NamesTab() {
  const { t } = useTranslation();
  const format = useFormat();
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text, 200);
  const [open, setOpen] = useState<string | null>(null);
  const names = useEventNames(wanted || undefined);
  const rows = names.data?.items ?? [];
  return (
    <>
      <div className={classes.bar}>
        <TextInput
          aria-label={t('ingest:names.search')}
          placeholder={t('ingest:names.search')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </div>
      {names.isPending && <Skeleton height={200} />}
      {names.error && !names.data && (
        <ErrorState error={names.error} retry={() => void names.refetch()} compact />
      )}
      {names.data && !rows.length && (
        <State
          icon={IconListSearch}
          compact
          title={t(wanted ? 'ingest:names.no_match' : 'ingest:names.empty')}
          actions={!wanted && <WriteKeys />}
        >
          {wanted ? '' : t('ingest:names.empty_text')}
        </State>
      )}
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('ingest:tab.names')}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('ingest:names.name')}</th>
                <th scope="col" className={classes.number}>
                  {t('ingest:names.seen')}
                </th>
                <th scope="col">{t('ingest:names.last')}</th>
                <th scope="col" className={classes.later}>
                  {t('ingest:names.first')}
                </th>
                <th scope="col">{t('ingest:names.state')}</th>
                <th scope="col">{t('ingest:names.description')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.name}>
                  <td>
                    <button
                      type="button"
                      className="record-button record-link"
                      onClick={() => setOpen(row.name)}
                    >
                      {row.name}
                    </button>
                  </td>
                  <td className={classes.number}>{format.number(row.seen)}</td>
                  <td>
                    <Ago at={row.last_seen_at} />
                  </td>
                  <td className={classes.later}>
                    <Ago at={row.first_seen_at} />
                  </td>
                  <td>
                    {row.blocked && <Mark tone="bad">{t('ingest:names.blocked')}</Mark>}{' '}
                    {row.renamed_to && <Mark tone="info">→ {row.renamed_to}</Mark>}{' '}
                    {row.warnings > 0 && (
                      <Mark tone="warn">
                        <IconAlertTriangle size={12} aria-hidden />{' '}
                        {t('ingest:names.warnings', { count: row.warnings })}
                      </Mark>
                    )}
                  </td>
                  <td className={classes.wide}>{row.description}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {open && <EventDrawer name={open} onClose={() => setOpen(null)} />}
    </>
  );
}
