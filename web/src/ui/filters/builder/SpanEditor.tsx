import { NativeSelect, NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Span, SpanUnit, Value } from '../tree';
import classes from './Builder.module.css';
import { type FieldSpec, unitsOf } from './types';

interface SpanEditorProps {
  field: FieldSpec;
  op: string;
  value: Value | Value[] | undefined;
  onChange: (value: Value) => void;
}

export function SpanEditor({ field, op, value, onChange }: SpanEditorProps) {
  const { t } = useTranslation();
  const span = (typeof value === 'object' && !Array.isArray(value) ? value : {}) as Span;
  const [unit, count] = (Object.entries(span)[0] ?? ['days', 30]) as [SpanUnit, number];
  const only = op === 'anniversary_in_next';
  return (
    <>
      <NumberInput
        className={classes.count}
        size="xs"
        aria-label={t('lists:builder.how_many')}
        min={1}
        max={only ? 365 : 36_500}
        allowDecimal={false}
        allowNegative={false}
        value={count}
        onChange={(next) => Number(next) >= 1 && onChange({ [unit]: Number(next) })}
      />
      <NativeSelect
        className={classes.short}
        size="xs"
        aria-label={t('lists:builder.unit')}
        value={unit}
        data={(only ? (['days'] as const) : unitsOf(field)).map((one) => ({
          value: one,
          label: t(`lists:unit.${one}`),
        }))}
        onChange={(event) => onChange({ [event.currentTarget.value]: count })}
      />
    </>
  );
}
