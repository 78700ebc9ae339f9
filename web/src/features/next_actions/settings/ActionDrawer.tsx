import { Button, NumberInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type ApiError, api } from '@/api/client';
import { RuleSlot } from '@/features/segments/widgets';
import { currencyDigits } from '@/lib/format';
import { FormDrawer } from '@/ui/FormDrawer';
import { useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { actionsKey, useNamed } from '../api';
import type { Action } from '../types';
import { moneyOf, typedOf } from './money';

const kinds = ['order', 'clv', 'fixed'] as const;
const languages = [
  ['en', 'english'],
  ['fr', 'french'],
  ['vi', 'vietnamese'],
] as const;

// One action: its names, whom it is for, what a success is worth, and its days.
export function ActionDrawer({ action, onClose }: { action?: Action; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const named = useNamed();
  const queries = useQueryClient();
  const currency = action?.value_amount?.currency ?? format.currency;
  const label = (name: string) => t(`next_actions:settings.${name}`);
  const saved = (text: string) => {
    toast.done(text);
    void queries.invalidateQueries({ queryKey: actionsKey });
    void queries.invalidateQueries({ queryKey: ['contacts', 'next_actions'] });
    onClose();
  };
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: {
      name: action?.name ?? '',
      en: action?.labels.en ?? '',
      fr: action?.labels.fr ?? '',
      vi: action?.labels.vi ?? '',
      rule: action?.rule_text ?? '',
      value_kind: (action?.value_kind ?? 'order') as string,
      value_percent: action?.value_percent ?? 100,
      value_amount: typedOf(action?.value_amount),
      minutes: action?.minutes ?? 10,
      due_days: action?.due_days ?? 3,
      cool_down_days: action?.cool_down_days ?? 30,
    } as Record<string, unknown>,
    send: ({ en, fr, vi, value_amount, ...values }) => {
      const draft = { ...values, labels: { en, fr, vi }, value_amount: moneyOf(value_amount, currency) };
      return action
        ? api.patch<Action>(`/api/next_actions/${action.id}`, draft, action.version)
        : api.post<Action>('/api/next_actions', draft);
    },
    done: (made: Action) => saved(t('next_actions:settings.saved', { name: named(made.labels) })),
    failed: (error: ApiError) => {
      const issue = error.issues.find((one) => one.path.startsWith('labels.'));
      if (issue) form.setFieldError(issue.path.slice('labels.'.length), issue.message);
      return Boolean(issue);
    },
    validate: (values) => (String(values.en).trim() ? {} : { en: t('issues:field.required') }),
  });
  const fixed = form.getValues().value_kind === 'fixed';
  const number = (name: 'minutes' | 'due_days' | 'cool_down_days', hint?: string) => (
    <NumberInput
      label={label(name)}
      description={hint && label(hint)}
      min={0}
      allowDecimal={false}
      {...form.getInputProps(name)}
    />
  );
  return (
    <FormDrawer
      title={label(action ? 'edit' : 'create')}
      submitLabel={t('access:save')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={submit}
      onClose={onClose}
    >
      {languages.map(([language, title]) => (
        <TextInput
          key={language}
          label={`${label('label')} (${label(title)})`}
          description={language === 'en' ? label('label_hint') : undefined}
          maxLength={80}
          {...form.getInputProps(language)}
        />
      ))}
      <TextInput label={label('name')} description={label('name_hint')} {...form.getInputProps('name')} />
      <RuleSlot
        label={label('rule')}
        rule={form.getValues().rule}
        onChange={(rule) => form.setFieldValue('rule', rule)}
        error={form.errors.rule as string | undefined}
      />
      <Select
        label={label('value_kind')}
        description={label('value_hint')}
        data={kinds.map((kind) => ({ value: kind, label: label(`kind.${kind}`) }))}
        allowDeselect={false}
        {...form.getInputProps('value_kind')}
      />
      {fixed ? (
        <NumberInput
          label={label('value_amount')}
          min={0}
          decimalScale={currencyDigits(currency)}
          suffix={` ${currency}`}
          {...form.getInputProps('value_amount')}
        />
      ) : (
        <NumberInput
          label={label('value_percent')}
          min={0}
          max={1000}
          {...form.getInputProps('value_percent')}
        />
      )}
      <SimpleGrid cols={{ base: 1, xs: 3 }} style={{ alignItems: 'end' }}>
        {number('minutes')}
        {number('due_days')}
        {number('cool_down_days')}
      </SimpleGrid>
      {action && !action.standard && (
        <div>
          <Button
            variant="subtle"
            color="red"
            onClick={() =>
              api.delete(`/api/next_actions/${action.id}`, action.version).then(
                () => saved(t('next_actions:settings.removed', { name: named(action.labels) })),
                (error) => toast.failed(error),
              )
            }
          >
            {label('remove')}
          </Button>
        </div>
      )}
    </FormDrawer>
  );
}
