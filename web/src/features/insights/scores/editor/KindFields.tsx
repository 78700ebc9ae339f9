import { ActionIcon, Button, MultiSelect, NumberInput, Select } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useBuilderSource } from '@/features/people/widgets';
import { NamesPicker, RuleSlot } from '@/features/segments/widgets';
import classes from '../Scores.module.css';
import type { Component } from '../types';

interface KindFieldsProps {
  component: Component;
  change: (part: Partial<Component>) => void;
  issue: (field: string) => string | undefined;
}

const toNumber = (value: string | number) => (typeof value === 'number' ? value : null);

// What counts, by the kind of the component.
export function KindFields({ component, change, issue }: KindFieldsProps) {
  const { t } = useTranslation();
  const number = (name: 'points' | 'factor' | 'cap' | 'within_days' | 'half_life_days', step = 1) => (
    <NumberInput
      size="xs"
      label={t(`scores:edit_form.${name === 'points' ? `points_${component.kind}` : name}`)}
      min={0}
      step={step}
      decimalScale={step < 1 ? 4 : 1}
      value={component[name] ?? ''}
      onChange={(value) => change({ [name]: toNumber(value) })}
      error={issue(name)}
    />
  );
  if (component.kind === 'rule') {
    return (
      <>
        <RuleSlot
          label={t('scores:edit_form.rule')}
          rule={component.rule}
          onChange={(rule) => change({ rule })}
          error={issue('rule')}
        />
        <div className={classes.line}>{number('points')}</div>
      </>
    );
  }
  if (component.kind === 'filled') {
    return (
      <>
        <Filled component={component} change={change} issue={issue} />
        <div className={classes.line}>{number('points')}</div>
      </>
    );
  }
  if (component.kind === 'events') {
    return (
      <>
        <div>
          <span className={classes.hint}>{t('scores:edit_form.events')}</span>
          <NamesPicker names={component.events ?? []} onChange={(events) => change({ events })} />
          {issue('events') && <p className={classes.bad}>{issue('events')}</p>}
        </div>
        <div className={classes.line}>
          {number('points')}
          {number('cap')}
          {number('within_days')}
          {number('half_life_days')}
        </div>
      </>
    );
  }
  return (
    <>
      <Numbered component={component} change={change} issue={issue} />
      {component.kind === 'scaled' ? (
        <div className={classes.line}>
          {number('factor', 0.05)}
          {number('cap')}
        </div>
      ) : (
        <Steps component={component} change={change} issue={issue} />
      )}
    </>
  );
}

function Filled({ component, change, issue }: KindFieldsProps) {
  const { t } = useTranslation();
  const { fields } = useBuilderSource();
  const data = useMemo(
    () =>
      fields
        .filter((field) => field.operators.includes('is_not_null') && field.group !== 'scores')
        .map((field) => ({ value: field.name, label: field.label })),
    [fields],
  );
  const known = new Set(data.map((field) => field.value));
  const missing = (component.fields ?? []).filter((name) => !known.has(name));
  return (
    <MultiSelect
      size="xs"
      label={t('scores:edit_form.fields')}
      searchable
      data={[...data, ...missing.map((name) => ({ value: name, label: name }))]}
      value={component.fields ?? []}
      onChange={(chosen) => change({ fields: chosen })}
      error={issue('fields')}
    />
  );
}

function Numbered({ component, change, issue }: KindFieldsProps) {
  const { t } = useTranslation();
  const { fields } = useBuilderSource();
  const data = fields
    .filter((field) => ['number', 'integer', 'money'].includes(field.kind))
    .map((field) => ({ value: field.name, label: field.label }));
  const current = component.field ?? '';
  if (current && !data.some((field) => field.value === current))
    data.push({ value: current, label: current });
  return (
    <Select
      size="xs"
      label={t('scores:edit_form.field')}
      searchable
      allowDeselect={false}
      data={data}
      value={current || null}
      onChange={(field) => change({ field })}
      error={issue('field')}
    />
  );
}

function Steps({ component, change, issue }: KindFieldsProps) {
  const { t } = useTranslation();
  const steps = component.steps ?? [];
  const set = (index: number, part: { from?: number; points?: number }) =>
    change({ steps: steps.map((step, at) => (at === index ? { ...step, ...part } : step)) });
  return (
    <div>
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place
        <div key={index} className={classes.line} style={{ marginBottom: 6 }}>
          {(['from', 'points'] as const).map((name) => (
            <NumberInput
              key={name}
              size="xs"
              label={t(`scores:edit_form.step_${name}`)}
              min={0}
              value={step[name]}
              onChange={(value) => set(index, { [name]: toNumber(value) ?? 0 })}
              error={issue(`steps[${index}].${name}`) ?? issue(`steps[${index}]`)}
            />
          ))}
          <ActionIcon
            size={30}
            aria-label={t('scores:edit_form.remove_step', { from: step.from })}
            onClick={() => change({ steps: steps.filter((_, at) => at !== index) })}
          >
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      {issue('steps') && <p className={classes.bad}>{issue('steps')}</p>}
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={13} aria-hidden />}
        onClick={() => {
          const last = steps.at(-1) ?? { from: 0, points: 0 };
          change({ steps: [...steps, { from: last.from + 1, points: last.points + 5 }] });
        }}
      >
        {t('scores:edit_form.add_step')}
      </Button>
    </div>
  );
}
