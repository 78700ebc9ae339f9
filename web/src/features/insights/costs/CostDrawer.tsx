import { Autocomplete, Button, Group, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currencyDigits, type Money, parseAmount } from '@/lib/format';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { FormDrawer } from '@/ui/FormDrawer';
import { currencyOptions } from '@/ui/options';
import { useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { deleteCost, saveCost } from '../api';
import type { AcquisitionCosts } from '../types';
import type { Kind } from './table';

export interface Place {
  kind: Kind;
  name: string; // empty: another one
  month: string;
  amount?: Money; // what is stored
}

interface CostDrawerProps {
  costs: AcquisitionCosts;
  place: Place;
  onClose: () => void;
  saved: () => void;
}

// The spend of one month on one channel or source.
export function CostDrawer({ costs, place, onClose, saved }: CostDrawerProps) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const [removing, setRemoving] = useState(false);
  const fixed = place.name !== '';
  const currencies = useMemo(() => currencyOptions(i18n.language), [i18n.language]);
  const currency = place.amount?.currency ?? costs.currency;
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: {
      kind: place.kind,
      name: place.name,
      month: place.month,
      amount: place.amount ? String(place.amount.amount / 10 ** currencyDigits(currency)) : '',
      currency,
    },
    validate: (values) => ({
      ...(values.name.trim() ? {} : { name: t('issues:field.required') }),
      ...(/^\d{4}-(0[1-9]|1[0-2])$/.test(values.month) ? {} : { month: t('acquisition:month_form') }),
      ...(parseAmount(values.amount, values.currency) === null ? { amount: t('ui:form.no_amount') } : {}),
    }),
    send: (values) =>
      saveCost({
        kind: values.kind,
        name: values.name.trim(),
        month: values.month,
        amount: { amount: parseAmount(values.amount, values.currency) ?? 0, currency: values.currency },
      }),
    done: (cost: { name: string }) => {
      toast.done(t('acquisition:saved', { name: cost.name }));
      saved();
      onClose();
    },
  });
  const { kind } = form.values;
  const title = fixed ? `${place.name}, ${format.month(place.month, true)}` : t('acquisition:add');
  return (
    <FormDrawer
      title={title}
      submitLabel={t('acquisition:save')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={submit}
      onClose={onClose}
    >
      <Stack gap="md">
        {!fixed && (
          <>
            <div>
              <Text size="sm" fw={500} mb={4} id="cost_kind">
                {t('acquisition:kind')}
              </Text>
              <SegmentedControl
                aria-labelledby="cost_kind"
                data={(['channel', 'source'] as const).map((value) => ({
                  value,
                  label: t(`acquisition:one.${value}`),
                }))}
                {...form.getInputProps('kind')}
              />
            </div>
            <Autocomplete
              label={t(`acquisition:one.${kind}`)}
              description={t(`acquisition:name_hint.${kind}`)}
              data={kind === 'channel' ? costs.channels : costs.sources}
              limit={50}
              required
              data-autofocus
              {...form.getInputProps('name')}
            />
            <TextInput
              type="month"
              label={t('acquisition:month')}
              placeholder="2026-03"
              required
              {...form.getInputProps('month')}
            />
          </>
        )}
        <Group align="start" gap="sm" wrap="nowrap">
          <TextInput
            style={{ flex: 1 }}
            label={t('acquisition:spend')}
            description={t('acquisition:spend_hint')}
            inputMode="decimal"
            required
            data-autofocus={fixed || undefined}
            {...form.getInputProps('amount')}
          />
          <Select
            w={150}
            label={t('access:workspace.currency')}
            description={t('acquisition:currency_hint')}
            data={currencies}
            searchable
            allowDeselect={false}
            {...form.getInputProps('currency')}
          />
        </Group>
        {place.amount && (
          <Button
            variant="subtle"
            data-danger
            leftSection={<IconTrash size={15} aria-hidden />}
            onClick={() => setRemoving(true)}
            style={{ alignSelf: 'flex-start' }}
          >
            {t('acquisition:remove')}
          </Button>
        )}
      </Stack>
      {removing && (
        <ConfirmDialog
          title={t('acquisition:remove_title', { name: title })}
          text={t('acquisition:remove_text')}
          action={t('acquisition:remove')}
          onClose={() => setRemoving(false)}
          run={() => deleteCost(place)}
          done={() => {
            toast.done(t('acquisition:removed', { name: title }));
            saved();
            onClose();
          }}
        />
      )}
    </FormDrawer>
  );
}
