import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BuilderSource, FieldSpec } from '@/ui/filters/builder/types';
import { ValueEditor } from '@/ui/filters/builder/ValueEditor';
import { arity, type Value } from '@/ui/filters/tree';
import classes from './Builder.module.css';

interface AnyValueEditorProps {
  source: BuilderSource;
  field: FieldSpec;
  op: string;
  value: Value | Value[] | undefined;
  free?: boolean; // a property of which nothing is known
  onChange: (value: Value | Value[]) => void;
}

const spanOps = ['in_last', 'not_in_last', 'in_next', 'more_than_ago', 'anniversary_in_next'];

// The editor of a value that the screens know, and the value as it is where they do not: nothing is lost.
export function AnyValueEditor({ source, field, op, value, free, onChange }: AnyValueEditorProps) {
  const { t } = useTranslation();
  const values = value === undefined ? [] : Array.isArray(value) ? value : [value];
  const texts = !['number', 'money', 'boolean'].includes(field.kind);
  const shown =
    texts && !spanOps.includes(op)
      ? Array.isArray(value)
        ? value.map(plain)
        : value === undefined
          ? undefined
          : plain(value)
      : value;
  const odd =
    spanOps.includes(op) || arity(op) === 'none'
      ? false
      : texts
        ? values.some((one) => typeof one === 'object')
        : field.kind !== 'money' && arity(op) === 'many';
  if (odd) {
    return (
      <span className={classes.raw} title={t('segments:slot.as_text')}>
        {JSON.stringify(value)}
      </span>
    );
  }
  const kind = field.kind === 'number' || field.kind === 'boolean' ? field.kind : 'text';
  return (
    <>
      {free && arity(op) === 'one' && (
        <NativeSelect
          className={classes.kind}
          size="xs"
          aria-label={t('segments:slot.kind', { field: field.label })}
          value={kind}
          data={['text', 'number', 'boolean'].map((one) => ({
            value: one,
            label: t(`segments:property_kind.${one}`),
          }))}
          onChange={(event) => onChange(startOf[event.currentTarget.value as 'text'])}
        />
      )}
      <ValueEditor
        key={`${field.name} ${op} ${kind}`}
        source={source}
        field={field}
        op={op}
        value={shown}
        onChange={(next) => onChange(free && kind === 'number' && next === '' ? 0 : next)}
      />
    </>
  );
}

const startOf = { text: '', number: 0, boolean: true };

const plain = (value: Value): Value =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
