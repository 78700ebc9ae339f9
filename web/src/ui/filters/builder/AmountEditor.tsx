import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currencyDigits, parseAmount } from '@/lib/format';
import type { Amount, Value } from '../tree';
import classes from './Builder.module.css';
import type { FieldSpec } from './types';

interface AmountEditorProps {
  field: FieldSpec;
  value: Value | Value[] | undefined;
  onChange: (value: Value) => void;
  label: string;
  currency: string; // the reporting currency
}

const isAmount = (value: unknown): value is Amount =>
  typeof value === 'object' && value !== null && 'amount' in value;

export function AmountEditor({ field, value, onChange, label, currency }: AmountEditorProps) {
  const { t } = useTranslation();
  const usual = field.currency ?? currency;
  const amount = isAmount(value)
    ? value
    : typeof value === 'number'
      ? { amount: value, currency: usual }
      : null;
  const [code, setCode] = useState(amount?.currency ?? usual);
  const [text, setText] = useState(
    amount
      ? (amount.amount / 10 ** currencyDigits(amount.currency)).toFixed(currencyDigits(amount.currency))
      : '',
  );
  const minor = parseAmount(text, code);
  const say = (nextText: string, nextCode: string) => {
    const next = parseAmount(nextText, nextCode);
    onChange(next === null ? '' : { amount: next, currency: nextCode });
  };
  const codes = [...new Set([usual, code, 'EUR', 'USD', 'GBP', 'CHF', 'VND'])];
  return (
    <span className={classes.amount}>
      <TextInput
        size="xs"
        aria-label={label}
        inputMode="decimal"
        value={text}
        error={text && minor === null ? t('ui:form.no_amount') : undefined}
        onChange={(event) => {
          setText(event.currentTarget.value);
          say(event.currentTarget.value, code);
        }}
      />
      <NativeSelect
        size="xs"
        aria-label={t('lists:builder.currency')}
        value={code}
        data={field.currency ? [field.currency] : codes}
        onChange={(event) => {
          setCode(event.currentTarget.value);
          say(text, event.currentTarget.value);
        }}
      />
    </span>
  );
}
