import { Button, FileButton, Group, Progress, Skeleton } from '@mantine/core';
import { IconCoins, IconFileSpreadsheet, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '@/api/client';
import type { CurrencyRate, CurrencyState, Page } from '@/api/types';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { errorText } from '@/ui/errors';
import { FormSummary } from '@/ui/FormSummary';
import { ErrorState, State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { Panel } from './Panel';
import { RateDrawer } from './RateDrawer';
import { RateTable } from './RateTable';

const running = (state?: CurrencyState) =>
  state?.restatement?.state === 'queued' || state?.restatement?.state === 'running';

// The server names each line of the file and its field.
const linesOf = (error: Error) =>
  error instanceof ApiError
    ? error.issues.map((issue) => `${issue.path.split('.').pop()} ${issue.message}`)
    : [];

export default function CurrenciesSection() {
  const { t } = useTranslation();
  const can = useCan();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<CurrencyRate | null>(null);
  const state = useQuery({
    queryKey: ['currencies', 'state'],
    queryFn: () => api.get<CurrencyState>('/api/currency-rates/state'),
    refetchInterval: (query) => (running(query.state.data) ? 1000 : false),
  });
  const rates = useInfiniteQuery({
    queryKey: ['currencies', 'rates'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get<Page<CurrencyRate>>('/api/currency-rates', { cursor: pageParam || undefined }),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const refresh = () => void queries.invalidateQueries({ queryKey: ['currencies'] });
  const upload = useMutation({
    mutationFn: (file: File) =>
      api.upload<{ rates: number }>('/api/currency-rates/import', file, { source: file.name }),
    onSuccess: (answer) => {
      toast.done(t('access:currencies.imported', { count: answer.rates }));
      refresh();
    },
  });
  const items = rates.data?.pages.flatMap((page) => page.items) ?? [];
  const writes = can('settings.write');
  return (
    <Panel
      id="currencies"
      action={
        writes && (
          <Group gap="xs">
            <FileButton accept=".csv,text/csv" onChange={(file) => file && upload.mutate(file)}>
              {(props) => (
                <Button
                  variant="default"
                  leftSection={<IconFileSpreadsheet size={15} />}
                  loading={upload.isPending}
                  {...props}
                >
                  {t('access:currencies.import')}
                </Button>
              )}
            </FileButton>
            <Button leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)}>
              {t('access:currencies.add')}
            </Button>
          </Group>
        )
      }
    >
      {upload.error && <FormSummary messages={[errorText(t, upload.error), ...linesOf(upload.error)]} />}
      {state.data && <Conversion state={state.data} />}
      {rates.error && <ErrorState error={rates.error} retry={() => void rates.refetch()} compact />}
      {rates.isPending && <Skeleton height={120} />}
      {rates.data && !items.length && (
        <State icon={IconCoins} compact title={t('access:currencies.empty')}>
          {t('access:currencies.empty_text')}
        </State>
      )}
      {items.length > 0 && <RateTable rates={items} onRemove={writes ? setRemoving : undefined} />}
      {rates.hasNextPage && (
        <Button
          variant="default"
          loading={rates.isFetchingNextPage}
          onClick={() => void rates.fetchNextPage()}
        >
          {t('access:currencies.more')}
        </Button>
      )}
      {adding && state.data && (
        <RateDrawer
          reporting={state.data.reporting}
          onClose={() => {
            setAdding(false);
            refresh();
          }}
        />
      )}
      {removing && (
        <ConfirmDialog
          title={t('access:currencies.remove_one', { currency: removing.currency, day: removing.day })}
          text={t('access:currencies.remove_text')}
          action={t('access:currencies.remove')}
          onClose={() => setRemoving(null)}
          run={() => api.delete(`/api/currency-rates/${removing.currency}/${removing.day}`)}
          done={refresh}
        />
      )}
    </Panel>
  );
}

// What no sum holds yet, and how far a run is that does all sums again.
function Conversion({ state }: { state: CurrencyState }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const active = running(state);
  useEffect(() => {
    if (!active)
      for (const key of ['home', 'orders', 'contacts']) void queries.invalidateQueries({ queryKey: [key] });
  }, [active, queries]);
  const { done = 0, total = 0 } = state.restatement ?? {};
  return (
    <div aria-live="polite">
      <p>{t('access:currencies.reporting', { currency: state.reporting })}</p>
      {active && (
        <>
          <p className="muted">
            {t('access:currencies.running', { done: format.number(done), total: format.number(total) })}
          </p>
          <Progress
            value={total ? (done / total) * 100 : 0}
            aria-label={t('access:currencies.progress')}
            mb="sm"
          />
        </>
      )}
      {state.unconverted.map((waiting) => (
        <p key={waiting.currency}>
          {t('access:currencies.unconverted', { count: waiting.orders, currency: waiting.currency })}
        </p>
      ))}
    </div>
  );
}
