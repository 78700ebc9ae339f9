import { Progress } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { ActionButton } from '@/ui/ActionButton';
import { useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { searchQuery } from './api';
import classes from './Duplicates.module.css';

// Compares all contacts.
export function SearchButton() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const state = useQuery(searchQuery);
  const start = async () => {
    try {
      queries.setQueryData(searchQuery.queryKey, await api.post('/api/duplicates/search'));
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <ActionButton
      variant="default"
      icon={IconRefresh}
      label={t('duplicates:search.start')}
      loading={state.data?.running}
      onClick={() => void start()}
    />
  );
}

// How far the comparison of all contacts is; the list is read again when it ends.
export function Running() {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const { data } = useQuery(searchQuery);
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !data?.running) void queries.invalidateQueries({ queryKey: ['duplicates', 'list'] });
    was.current = Boolean(data?.running);
  }, [data?.running, queries]);
  if (!data?.running) {
    return data?.finished_at ? (
      <p className={classes.last}>
        {t('duplicates:search.last', { when: format.relative(data.finished_at) })}
      </p>
    ) : null;
  }
  const progress = (data.progress ?? {}) as { step?: string; done?: number };
  const step = progress.step ?? 'waiting';
  return (
    <div className={classes.running} role="status">
      <span>{t(`duplicates:search.${step}`, { count: progress.done ?? 0 })}</span>
      <Progress
        aria-label={t('duplicates:search.start')}
        value={step === 'reading' || step === 'waiting' ? 100 : (progress.done ?? 0)}
        animated={step === 'reading' || step === 'waiting'}
      />
    </div>
  );
}
