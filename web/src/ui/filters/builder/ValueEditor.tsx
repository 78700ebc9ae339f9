import { Autocomplete, MultiSelect, NativeSelect, NumberInput, Select, TagsInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../session';
import { arity, type Value } from '../tree';
import type { FilterOption } from '../ChoicePanel';
import { AmountEditor } from './AmountEditor';
import classes from './Builder.module.css';
import { MomentEditor } from './MomentEditor';
import { SpanEditor } from './SpanEditor';
import type { BuilderSource, FieldSpec } from './types';

interface ValueEditorProps {
  source: BuilderSource;
  field: FieldSpec;
  op: string;
  value: Value | Value[] | undefined;
  onChange: (value: Value | Value[]) => void;
}

// The editor that fits the field and the operator.
export function ValueEditor(props: ValueEditorProps) {
  const { t } = useTranslation();
  const takes = arity(props.op);
  if (takes === 'none') return null;
  if (takes === 'many') return <ManyEditor {...props} />;
  if (takes === 'one')
    return <OneEditor {...props} label={t('lists:builder.value', { field: props.field.label })} />;
  const ends = Array.isArray(props.value) ? props.value : [];
  const set = (at: number, value: Value | Value[]) => {
    const next = [...ends];
    next[at] = value as Value;
    props.onChange(next.map((end) => end ?? ''));
  };
  return (
    <>
      <OneEditor {...props} value={ends[0]} label={t('ui:filter.from')} onChange={(value) => set(0, value)} />
      <span className={classes.and}>{t('lists:builder.and')}</span>
      <OneEditor {...props} value={ends[1]} label={t('ui:filter.to')} onChange={(value) => set(1, value)} />
    </>
  );
}

function OneEditor({ source, field, op, value, onChange, label }: ValueEditorProps & { label: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const values = source.useValues(field);
  const spans = ['in_last', 'not_in_last', 'in_next', 'more_than_ago', 'anniversary_in_next'];
  const text = typeof value === 'string' ? value : '';
  if (spans.includes(op)) return <SpanEditor field={field} op={op} value={value} onChange={onChange} />;
  switch (field.kind) {
    case 'number':
      return (
        <NumberInput
          className={classes.short}
          size="xs"
          aria-label={label}
          hideControls
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(next === '' ? '' : Number(next))}
        />
      );
    case 'money':
      return (
        <AmountEditor
          field={field}
          value={value}
          onChange={onChange}
          label={label}
          currency={format.currency}
        />
      );
    case 'boolean':
      return (
        <NativeSelect
          className={classes.short}
          size="xs"
          aria-label={label}
          value={value === false ? 'false' : 'true'}
          data={[
            { value: 'true', label: t('lists:builder.yes') },
            { value: 'false', label: t('lists:builder.no') },
          ]}
          onChange={(event) => onChange(event.currentTarget.value === 'true')}
        />
      );
    case 'date':
    case 'instant':
      return <MomentEditor value={text} onChange={onChange} label={label} between={op === 'between'} />;
    case 'reference':
      return <div className={classes.value}>{source.reference(field, text, onChange, label)}</div>;
    case 'choice':
      return (
        <Select
          className={classes.value}
          size="xs"
          aria-label={label}
          data={choices(field, values, format.number)}
          value={text || null}
          onChange={(next) => next && onChange(next)}
          searchable
          allowDeselect={false}
        />
      );
    default:
      return (
        <Autocomplete
          className={classes.value}
          size="xs"
          aria-label={label}
          data={[...new Set(values.map((one) => one.value))]}
          limit={30}
          value={text}
          onChange={onChange}
          renderOption={({ option }) => <Counted value={option.value} values={values} />}
          comboboxProps={{ position: 'bottom-start' }}
        />
      );
  }
}

function ManyEditor({ source, field, value, onChange }: ValueEditorProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const values = source.useValues(field);
  const chosen = (Array.isArray(value) ? value : []).filter((one): one is string => typeof one === 'string');
  const label = t('lists:builder.value', { field: field.label });
  if (field.kind === 'choice' || field.kind === 'multi_choice') {
    return (
      <MultiSelect
        className={classes.value}
        size="xs"
        aria-label={label}
        placeholder={chosen.length ? undefined : t('lists:builder.choose')}
        data={choices(field, values, format.number)}
        value={chosen}
        onChange={onChange}
        searchable
        nothingFoundMessage={t('ui:filter.no_values')}
      />
    );
  }
  if (field.kind === 'reference') {
    return (
      <div className={classes.value}>
        {chosen.map((id) => (
          <button
            key={id}
            type="button"
            className={classes.pill}
            aria-label={t('ui:filter.clear', { title: source.referenceName(field, id) })}
            onClick={() => onChange(chosen.filter((other) => other !== id))}
          >
            {source.referenceName(field, id)} ×
          </button>
        ))}
        {source.reference(field, '', (id) => chosen.includes(id) || onChange([...chosen, id]), label)}
      </div>
    );
  }
  return (
    <TagsInput
      className={classes.value}
      size="xs"
      aria-label={label}
      placeholder={chosen.length ? undefined : t('lists:builder.type_values')}
      data={values.map((one) => one.value).filter((one) => !chosen.includes(one))}
      value={chosen}
      onChange={onChange}
      renderOption={({ option }) => <Counted value={option.value} values={values} />}
    />
  );
}

// A value with how often it occurs.
function Counted({ value, values }: { value: string; values: FilterOption[] }) {
  const format = useFormat();
  const count = values.find((one) => one.value === value)?.count;
  return (
    <span className={classes.option}>
      <span className="truncate">{value}</span>
      {count !== undefined && <span className="muted">{format.number(count)}</span>}
    </span>
  );
}

// What may be chosen, with how often it occurs.
function choices(field: FieldSpec, values: FilterOption[], number: (count: number) => string) {
  const count = new Map(values.map((one) => [one.value.toLowerCase(), one.count]));
  return field.options.map((option) => {
    const times = count.get(option.value.toLowerCase());
    return {
      value: option.value,
      label: times ? `${option.label} (${number(times)})` : option.label,
    };
  });
}
