import { NativeSelect, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { groupedFields, operatorLabel, startTest } from '@/ui/filters/builder/sentence';
import { type FieldSpec, startValue } from '@/ui/filters/builder/types';
import { arity, type Value } from '@/ui/filters/tree';
import { update } from '../rule/edit';
import type { TestNode } from '../rule/node';
import classes from './Builder.module.css';
import { useBuilder, useRows } from './context';
import { guessedSpec, propertySpec } from './sources';
import { AnyValueEditor } from './AnyValueEditor';

// field · operator · value, of a person or of what they did.
export function TestBody({ test }: { test: TestNode }) {
  const { t } = useTranslation();
  const { edit, source: people } = useBuilder();
  const rows = useRows();
  const source = rows?.source ?? people;
  const [typed, setTyped] = useState('');
  const known = source.fields.find((one) => one.name === test.field);
  // What an event says beside its fields has no list: any name may be asked for.
  const field = known ?? (rows?.properties && test.field ? guessedSpec(test) : undefined);
  const change = (next: Partial<TestNode>, merge?: string) =>
    edit(
      (root) => update(root, test.id, (node) => ({ ...node, ...next }) as TestNode),
      merge && `${test.id} ${merge}`,
    );
  const choose = (name: string | null) => {
    if (!name) return;
    const next = source.fields.find((one) => one.name === name) ?? propertySpec(name, 'text');
    change({ value: undefined, ...startTest(next) });
  };
  const operate = (op: string) => {
    if (!field) return;
    const stays = arity(op) === arity(test.op) && sameEditor(op, test.op);
    change({ op, value: stays ? test.value : startValue(field, op) });
  };
  const options = groupedFields(source.fields, (group) =>
    t(`lists:group.${group}`, { defaultValue: t(`segments:group.${group}`, { defaultValue: group }) }),
  );
  const free = rows?.properties ? typed.trim() : '';
  const extra = [test.field, free].filter(
    (name, index, all) =>
      name && all.indexOf(name) === index && !source.fields.some((one) => one.name === name),
  );
  return (
    <>
      <Select
        className={classes.field}
        size="xs"
        aria-label={t('segments:slot.field')}
        placeholder={t(rows ? 'segments:slot.choose_property' : 'segments:slot.choose_field')}
        data={
          extra.length
            ? [
                ...options,
                {
                  group: t('segments:group.other'),
                  items: extra.map((value) => ({ value, label: value })),
                },
              ]
            : options
        }
        value={test.field || null}
        onChange={choose}
        onSearchChange={setTyped}
        searchable
        autoFocus={!test.field}
        allowDeselect={false}
        nothingFoundMessage={t('ui:filter.no_values')}
        comboboxProps={{ width: 260, position: 'bottom-start' }}
      />
      {field && (
        <NativeSelect
          className={classes.op}
          size="xs"
          aria-label={t('lists:builder.op', { field: field.label })}
          value={test.op}
          data={operators(field, test.op).map((op) => ({ value: op, label: operatorLabel(t, field, op) }))}
          onChange={(event) => operate(event.currentTarget.value)}
        />
      )}
      {field && (
        <AnyValueEditor
          source={source}
          field={field}
          op={test.op}
          value={test.value}
          free={!known}
          onChange={(value: Value | Value[]) => change({ value }, 'value')}
        />
      )}
      {test.field && !field && source.fields.length > 0 && (
        <span className="muted">{t('lists:builder.unknown', { field: test.field })}</span>
      )}
    </>
  );
}

const spans = ['in_last', 'not_in_last', 'in_next', 'more_than_ago'];
const sameEditor = (a: string, b: string) =>
  spans.includes(a) === spans.includes(b) && (a === 'anniversary_in_next') === (b === 'anniversary_in_next');

// What is written stays to be seen, offered or not.
const operators = (field: FieldSpec, op: string) =>
  !op || field.operators.includes(op) ? field.operators : [...field.operators, op];
