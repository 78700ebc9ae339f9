import { ActionIcon, NativeSelect, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { arity, type Test } from '../tree';
import classes from './Builder.module.css';
import { type BuilderSource, type FieldSpec, startValue } from './types';
import { ValueEditor } from './ValueEditor';

interface TestEditorProps {
  source: BuilderSource;
  test: Test;
  change: (next: Test | null) => void;
}

// One sentence: field · operator · value.
export function TestEditor({ source, test, change }: TestEditorProps) {
  const { t } = useTranslation();
  const field = source.fields.find((one) => one.name === test.field);
  const choose = (name: string | null) => {
    const next = source.fields.find((one) => one.name === name);
    if (next) change(startTest(next));
  };
  const operate = (op: string) => {
    if (!field) return;
    const kept =
      test.op && arity(op) === arity(test.op) && sameEditor(op, test.op) ? test.value : startValue(field, op);
    change(kept === undefined ? { field: field.name, op } : { field: field.name, op, value: kept });
  };
  return (
    <div className={classes.test}>
      <Select
        className={classes.field}
        size="xs"
        aria-label={t('lists:builder.field')}
        placeholder={t('lists:builder.choose_field')}
        data={groupedFields(source.fields, (group) => t(`lists:group.${group}`))}
        value={test.field || null}
        onChange={choose}
        searchable
        autoFocus={!test.field}
        allowDeselect={false}
        nothingFoundMessage={t('ui:filter.no_values')}
      />
      {field && (
        <NativeSelect
          className={classes.op}
          size="xs"
          aria-label={t('lists:builder.op', { field: field.label })}
          value={test.op}
          data={field.operators.map((op) => ({ value: op, label: operatorLabel(t, field, op) }))}
          onChange={(event) => operate(event.currentTarget.value)}
        />
      )}
      {field && (
        <ValueEditor
          key={`${field.name} ${test.op}`}
          source={source}
          field={field}
          op={test.op}
          value={test.value}
          onChange={(value) => change({ ...test, value })}
        />
      )}
      {test.field && !field && (
        <span className="muted">{t('lists:builder.unknown', { field: test.field })}</span>
      )}
      <ActionIcon
        className={classes.remove}
        variant="subtle"
        color="gray"
        aria-label={t('lists:builder.remove', { field: field?.label ?? test.field })}
        onClick={() => change(null)}
      >
        <IconX size={15} aria-hidden />
      </ActionIcon>
    </div>
  );
}

const spans = ['in_last', 'not_in_last', 'in_next', 'more_than_ago'];
const sameEditor = (a: string, b: string) =>
  spans.includes(a) === spans.includes(b) && (a === 'anniversary_in_next') === (b === 'anniversary_in_next');

const coded = ['country', 'language', 'locale', 'currency']; // nobody looks for a part of a code

// The operator that people mean most often.
export function startTest(field: FieldSpec): Test {
  const wanted: Record<string, string> = {
    text: 'contains',
    long_text: 'contains',
    email: 'contains',
    phone: 'contains',
    url: 'contains',
    choice: 'in',
    reference: 'in',
    instant: 'in_last',
    date: 'in_last',
    number: 'greater_equal',
    money: 'greater_equal',
  };
  const usual = coded.includes(field.name) ? 'in' : wanted[field.kind];
  const op = field.operators.find((one) => one === usual) ?? field.operators[0] ?? '';
  const value = startValue(field, op);
  return value === undefined ? { field: field.name, op } : { field: field.name, op, value };
}

// Some operators are said otherwise of days than of numbers.
export function operatorLabel(t: (key: string) => string, field: FieldSpec, op: string): string {
  const day = field.kind === 'date' || field.kind === 'instant';
  const own = ['equal', 'not_equal', 'less_equal', 'greater_equal', 'between'];
  return t(day && own.includes(op) ? `lists:op_day.${op}` : `lists:op.${op}`);
}

export function groupedFields(fields: FieldSpec[], title: (group: string) => string) {
  const groups = [...new Set(fields.map((field) => field.group))];
  return groups.map((group) => ({
    group: title(group),
    items: fields
      .filter((field) => field.group === group)
      .map((field) => ({ value: field.name, label: field.label })),
  }));
}
