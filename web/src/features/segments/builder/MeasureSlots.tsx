import { NativeSelect, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { operatorLabel } from '@/ui/filters/builder/sentence';
import { type BuilderSource, startValue } from '@/ui/filters/builder/types';
import { arity } from '@/ui/filters/tree';
import { type HistoryNode, needsField } from '../rule/node';
import { AnyValueEditor } from './AnyValueEditor';
import classes from './Builder.module.css';
import { measuredSpec } from './verbs';

interface SlotProps {
  node: HistoryNode;
  source: BuilderSource;
  change: (next: Partial<HistoryNode>, merge?: string) => void;
}

// What is summed up.
export function MeasureField({ node, source, change }: SlotProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  if (!needsField(node.measure)) return null;
  const fits = source.fields.filter(
    (field) => node.measure === 'distinct' || field.kind === 'number' || field.kind === 'money',
  );
  const free = node.history === 'events' ? typed.trim() : '';
  const extra = [node.field, free].filter(
    (name, index, all) => name && all.indexOf(name) === index && !fits.some((field) => field.name === name),
  );
  return (
    <Select
      className={classes.field}
      size="xs"
      aria-label={t('segments:slot.measured')}
      placeholder={t('segments:slot.choose_property')}
      data={[
        ...fits.map((field) => ({ value: field.name, label: field.label })),
        ...extra.map((value) => ({ value, label: value })),
      ]}
      value={node.field || null}
      onChange={(field) => {
        if (!field) return;
        const before = measuredSpec(node, source.fields, '').kind;
        const now = measuredSpec({ ...node, field }, source.fields, '').kind;
        change({ field, ...(before === now ? {} : { value: '' }) });
      }}
      onSearchChange={setTyped}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t('ui:filter.no_values')}
    />
  );
}

// What it is compared with.
export function MeasureCompare({ node, source, change }: SlotProps) {
  const { t } = useTranslation();
  const spec = measuredSpec(node, source.fields, t(`segments:verb.${node.measure}`));
  const ops = !node.op || spec.operators.includes(node.op) ? spec.operators : [...spec.operators, node.op];
  const spans = ['in_last', 'not_in_last', 'more_than_ago'];
  const operate = (op: string) => {
    const stays = arity(op) === arity(node.op) && spans.includes(op) === spans.includes(node.op);
    change({ op, value: stays ? node.value : startValue(spec, op) });
  };
  return (
    <>
      <NativeSelect
        className={classes.op}
        size="xs"
        aria-label={t('lists:builder.op', { field: spec.label })}
        value={node.op}
        data={ops.map((op) => ({ value: op, label: operatorLabel(t, spec, op) }))}
        onChange={(event) => operate(event.currentTarget.value)}
      />
      <AnyValueEditor
        source={source}
        field={spec}
        op={node.op}
        value={node.value}
        onChange={(value) => change({ value }, 'value')}
      />
    </>
  );
}
