import { Select, Stack, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { CurrencyRate } from '@/api/types';
import { FormDrawer } from '@/ui/FormDrawer';
import { currencyOptions } from '@/ui/options';
import { useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';

// The rate of one currency from one day on.
export function RateDrawer({ reporting, onClose }: { reporting: string; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const [today] = useState(() => format.dayKey(Date.now()));
  const currencies = useMemo(
    () => currencyOptions(i18n.language).filter((option) => option.value !== reporting),
    [i18n.language, reporting],
  );
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: { currency: '', day: today, rate: '', source: '' },
    validate: (values) => (values.currency ? {} : { currency: t('access:currencies.choose') }),
    send: (values) =>
      api.post<CurrencyRate>('/api/currency-rates', {
        currency: values.currency,
        day: values.day,
        rate: values.rate.trim().replace(',', '.'),
        source: values.source.trim(),
      }),
    done: (saved: CurrencyRate) => {
      toast.done(t('access:currencies.saved', { currency: saved.currency }));
      onClose();
    },
  });
  const unit = form.values.currency || 'USD';
  return (
    <FormDrawer
      title={t('access:currencies.add')}
      submitLabel={t('access:currencies.add')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={submit}
      onClose={onClose}
    >
      <Stack gap="md">
        <Select
          label={t('access:workspace.currency')}
          data={currencies}
          searchable
          required
          openOnFocus={false}
          data-autofocus
          {...form.getInputProps('currency')}
        />
        <TextInput
          label={t('access:currencies.day')}
          description={t('access:currencies.day_hint')}
          type="date"
          required
          {...form.getInputProps('day')}
        />
        <TextInput
          label={t('access:currencies.rate')}
          description={t('access:currencies.rate_hint', { unit, reporting })}
          inputMode="decimal"
          required
          {...form.getInputProps('rate')}
        />
        <TextInput
          label={t('access:currencies.source')}
          description={t('access:currencies.source_hint')}
          required
          {...form.getInputProps('source')}
        />
      </Stack>
    </FormDrawer>
  );
}
