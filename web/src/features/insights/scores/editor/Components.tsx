import { Button, Menu, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '@/api/client';
import { issueText } from '@/ui/errors';
import { useDecimals } from '../../numbers';
import { asKind, isAbout, mostOf, newComponent, partKinds } from '../definition';
import { useLabel, useReason } from '../labels';
import classes from '../Scores.module.css';
import type { Component, PartKind, ScorePreview } from '../types';
import { KindFields } from './KindFields';
import { LabelInput } from './LabelInput';
import { PartFrame } from './PartFrame';

interface ComponentsProps {
  components: Component[];
  onChange: (components: Component[]) => void;
  issues: Issue[];
  preview: ScorePreview | null;
  fresh: string | null; // the name of what was added last
  added: (name: string) => void;
}

const shown = [
  'rule',
  'fields',
  'field',
  'factor',
  'points',
  'cap',
  'steps',
  'events',
  'within_days',
  'half_life_days',
  'label',
];

// What is added up: each with its weight, and what it gives people now.
export function Components({ components, onChange, issues, preview, fresh, added }: ComponentsProps) {
  const { t } = useTranslation();
  const decimals = useDecimals();
  const label = useLabel();
  const reason = useReason();
  const put = (at: number, next: Component) =>
    onChange(components.map((one, index) => (index === at ? next : one)));
  const set = (at: number, part: Partial<Component>) => {
    const before = components[at];
    if (before) put(at, { ...before, ...part });
  };
  const move = (at: number, by: number) => {
    const next = [...components];
    const [one] = next.splice(at, 1);
    if (one) next.splice(at + by, 0, one);
    onChange(next);
  };
  const add = (kind: PartKind) => {
    const one = newComponent(
      kind,
      components.map((component) => component.name),
    );
    added(one.name);
    onChange([...components, one]);
  };
  return (
    <section aria-labelledby="components">
      <h2 id="components" className={classes.group}>
        {t('scores:components')}
      </h2>
      <p className={classes.hint}>{t('scores:edit_form.components_hint')}</p>
      {components.map((component, index) => {
        const mine = issues.filter((one) => isAbout(one.path, 'components', index));
        const place = `definition.components[${index}].`;
        const issue = (field: string) => {
          const found = mine.find(
            ({ path }) =>
              path === place + field ||
              path.startsWith(`${place}${field}.`) ||
              path.startsWith(`${place}${field}[`),
          );
          return found && issueText(t, found);
        };
        const now = preview?.components.find((one) => one.name === component.name);
        const title = label(component.label, component.name);
        const note = now
          ? now.measured
            ? t('scores:edit_form.gives', {
                most: decimals(mostOf(component)),
                count: now.holds,
                mean: decimals(now.mean),
              })
            : reason(now.reason)
          : t('scores:edit_form.at_most', { most: decimals(mostOf(component)) });
        const rest = mine.filter(({ path }) => !shown.some((field) => path.startsWith(place + field)));
        return (
          <PartFrame
            key={component.name}
            title={title}
            note={note}
            bad={rest.map((one) => issueText(t, one))}
            open={component.name === fresh || mine.length > 0}
            move={{
              up: index > 0 ? () => move(index, -1) : undefined,
              down: index < components.length - 1 ? () => move(index, 1) : undefined,
            }}
            remove={() => onChange(components.filter((_, at) => at !== index))}
          >
            <div className={classes.line}>
              <LabelInput
                size="xs"
                label={t('scores:edit_form.label')}
                texts={component.label}
                onChange={(texts) => set(index, { label: texts })}
                error={issue('label')}
              />
              <Select
                size="xs"
                label={t('scores:edit_form.kind')}
                allowDeselect={false}
                data={partKinds.map((kind) => ({ value: kind, label: t(`scores:part.${kind}`) }))}
                value={component.kind}
                onChange={(kind) =>
                  kind && kind !== component.kind && put(index, asKind(component, kind as PartKind))
                }
              />
            </div>
            <KindFields component={component} change={(part) => set(index, part)} issue={issue} />
          </PartFrame>
        );
      })}
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />}>
            {t('scores:edit_form.add')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {partKinds.map((kind) => (
            <Menu.Item key={kind} onClick={() => add(kind)}>
              {t(`scores:part.${kind}`)}
              <div className="muted">{t(`scores:part_text.${kind}`)}</div>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </section>
  );
}
