import { MultiSelect, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomField } from '@/api/types';
import { currencyDigits, type Money, parseAmount } from '@/lib/format';
import { useFormat } from '@/ui/session';
import { textIn } from './fields';
import { RecordPicker } from './RecordPicker';

interface FieldInputProps {
  field: CustomField;
  value: unknown;
  onChange: (value: unknown) => void;
  error?: React.ReactNode;
  autoFocus?: boolean;
}

// The input that fits a field's type; its value is the one that is stored.
export function FieldInput({ field, value, onChange, error, autoFocus }: FieldInputProps) {
  const { t, i18n } = useTranslation();
  const common = {
    // A field that is being made has no name yet.
    label: textIn(field.label, i18n.language) || t('people:fields.preview'),
    description: textIn(field.help, i18n.language) || undefined,
    required: field.required,
    error,
    'data-autofocus': autoFocus || undefined,
  };
  const text = (value as string | undefined | null) ?? '';
  const options = field.options
    .filter(
      (option) => !option.archived || option.value === value || (value as string[])?.includes?.(option.value),
    )
    .map((option) => ({ value: option.value, label: textIn(option.label, i18n.language) || option.value }));
  switch (field.type) {
    case 'long_text':
      return (
        <Textarea
          {...common}
          autosize
          minRows={3}
          maxRows={10}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          value={(value as number | undefined) ?? ''}
          decimalScale={field.validation.decimals ?? 9}
          onChange={(next) => onChange(next === '' ? null : Number(next))}
        />
      );
    case 'money':
      return <MoneyField field={field} common={common} value={value as Money | null} onChange={onChange} />;
    case 'boolean':
      return (
        <Select
          {...common}
          clearable
          data={[
            { value: 'true', label: t('people:fields.yes') },
            { value: 'false', label: t('people:fields.no') },
          ]}
          value={value === true ? 'true' : value === false ? 'false' : null}
          onChange={(next) => onChange(next === null ? null : next === 'true')}
        />
      );
    case 'date':
      return (
        <TextInput
          {...common}
          type="date"
          value={text}
          onChange={(event) => onChange(event.currentTarget.value || null)}
        />
      );
    case 'datetime':
      return (
        <TextInput
          {...common}
          type="datetime-local"
          value={localOf(text)}
          onChange={(event) => {
            const at = new Date(event.currentTarget.value);
            onChange(Number.isNaN(at.getTime()) ? null : at.toISOString());
          }}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          clearable
          searchable={options.length > 8}
          data={options}
          value={text || null}
          onChange={onChange}
        />
      );
    case 'multi_choice':
      return (
        <MultiSelect
          {...common}
          clearable
          searchable
          data={options}
          value={(value as string[] | undefined) ?? []}
          onChange={onChange}
        />
      );
    case 'reference':
      return (
        <RecordPicker
          {...common}
          object={field.validation.reference ?? 'contact'}
          value={text || null}
          onChange={onChange}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          inputMode={
            field.type === 'email'
              ? 'email'
              : field.type === 'phone'
                ? 'tel'
                : field.type === 'url'
                  ? 'url'
                  : undefined
          }
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

// The stored instant as the browser's zone writes it: "2026-02-28T10:00".
function localOf(stored: string): string {
  if (!stored) return '';
  const at = new Date(stored);
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

interface MoneyFieldProps {
  field: CustomField;
  common: object;
  value: Money | null | undefined;
  onChange: (value: unknown) => void;
}

function MoneyField({ field, common, value, onChange }: MoneyFieldProps) {
  const { t } = useTranslation();
  const workspace = useFormat();
  const currency = value?.currency ?? field.validation.currency ?? workspace.currency;
  const digits = currencyDigits(currency);
  const [typed, setTyped] = useState(value ? (value.amount / 10 ** digits).toFixed(digits) : '');
  const [wrong, setWrong] = useState(false);
  return (
    <TextInput
      {...common}
      {...(wrong ? { error: t('ui:form.no_amount') } : {})}
      inputMode="decimal"
      rightSection={currency}
      rightSectionWidth={48}
      value={typed}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setTyped(next);
        const amount = next.trim() ? parseAmount(next, currency) : null;
        setWrong(Boolean(next.trim()) && amount === null);
        onChange(amount === null ? null : { amount, currency });
      }}
    />
  );
}
