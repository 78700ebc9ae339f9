import { Button, Drawer, Select, Skeleton, Stack, TextInput } from '@mantine/core';
import { IconActivity, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { Suspense, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SourceHealth, StreamedFact } from '@/api/types';
import { FactConditions } from '@/features/segments/widgets';
import { Link } from '@/ui/Link';
import { Ago, Mark } from '@/ui/marks';
import { ErrorState, State } from '@/ui/States';
import { useUrlState } from '@/ui/useUrlState';
import { useStream } from './api';
import classes from './Ingest.module.css';
import { Json } from './Json';
import { WriteKeys } from './WriteKeys';

// Facts as they arrive. Pausing keeps what is shown, for reading.
export function LiveTab({ sources }: { sources: SourceHealth[] }) {
  const { t } = useTranslation();
  const [search, set] = useUrlState();
  const [live, setLive] = useState(true);
  const [open, setOpen] = useState<StreamedFact | null>(null);
  const [type, setType] = useState(search.type ?? '');
  const stream = useStream({ type: search.type, source_id: search.source, filter: search.where }, live);
  const facts = stream.data?.items ?? [];
  const narrow = useCallback((where: string | undefined) => set({ where }), [set]);
  const filtered = Boolean(search.type || search.source || search.where);
  return (
    <>
      <div className={classes.bar}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            set({ type: type.trim() || undefined });
          }}
        >
          <TextInput
            aria-label={t('ingest:live.type')}
            placeholder={t('ingest:live.type')}
            value={type}
            onChange={(event) => setType(event.currentTarget.value)}
            onBlur={() => set({ type: type.trim() || undefined })}
          />
        </form>
        <Select
          aria-label={t('ingest:live.source')}
          placeholder={t('ingest:live.all_sources')}
          data={sources.map((source) => ({ value: source.id, label: source.name }))}
          value={search.source ?? null}
          onChange={(value) => set({ source: value ?? undefined })}
          clearable
        />
        <Suspense fallback={null}>
          <FactConditions filter={search.where} onChange={narrow} error={stream.error} />
        </Suspense>
        <Button
          variant="default"
          leftSection={live ? <IconPlayerPause size={15} /> : <IconPlayerPlay size={15} />}
          onClick={() => setLive(!live)}
        >
          {t(live ? 'ingest:live.pause' : 'ingest:live.resume')}
        </Button>
      </div>
      {stream.isPending && <Skeleton height={200} />}
      {stream.error && !stream.data && (
        <ErrorState error={stream.error} retry={() => void stream.refetch()} compact />
      )}
      {stream.data && !facts.length && (
        <State
          icon={IconActivity}
          compact
          title={t(filtered ? 'ingest:live.no_match' : 'ingest:live.empty')}
          actions={!filtered && <WriteKeys />}
        >
          {filtered ? '' : t('ingest:live.empty_text')}
        </State>
      )}
      {facts.length > 0 && <FactTable facts={facts} open={setOpen} />}
      <Drawer
        opened={Boolean(open)}
        onClose={() => setOpen(null)}
        position="right"
        size={560}
        title={open?.type ?? ''}
        closeButtonProps={{ 'aria-label': t('ui:close') }}
      >
        {open && (
          <Stack gap="md">
            <div>
              <Ago at={open.occurred_at} /> · {open.source_name ?? open.source}
            </div>
            <Json value={open.payload} label={t('ingest:live.payload')} />
          </Stack>
        )}
      </Drawer>
    </>
  );
}

function FactTable({ facts, open }: { facts: StreamedFact[]; open: (fact: StreamedFact) => void }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('ingest:tab.live')}>
      <table className={classes.table}>
        <thead>
          <tr>
            {['received', 'event', 'person', 'source', 'arrival'].map((name) => (
              <th key={name} scope="col">
                {t(`ingest:live.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {facts.map((fact) => (
            <tr key={fact.id}>
              <td>
                <Ago at={fact.received_at} />
              </td>
              <td>
                <button type="button" className="record-button record-link" onClick={() => open(fact)}>
                  {fact.type}
                </button>
              </td>
              <td>
                {fact.contact_id ? (
                  <Link to={`/contacts/${fact.contact_id}`}>
                    {fact.contact_name ?? t('ingest:live.no_name')}
                  </Link>
                ) : (
                  <span className="muted">{t('ingest:live.nobody')}</span>
                )}
              </td>
              <td>{fact.source_name ?? fact.source}</td>
              <td>
                <Mark tone={fact.arrival === 'live' ? 'ok' : 'neutral'}>
                  {t(`ingest:arrival.${fact.arrival}`)}
                </Mark>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
