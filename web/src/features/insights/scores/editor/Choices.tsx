import { Button, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '@/api/client';
import { issueText } from '@/ui/errors';
import { RuleSlot } from '@/features/segments/widgets';
import { freeName, isAbout } from '../definition';
import { useLabel, useReason } from '../labels';
import classes from '../Scores.module.css';
import type { Choice, Definition, ScorePreview } from '../types';
import { LabelInput } from './LabelInput';
import { PartFrame } from './PartFrame';

interface ChoicesProps {
  definition: Definition;
  change: (part: Partial<Definition>) => void;
  issues: Issue[];
  preview: ScorePreview | null;
  fresh: string | null;
  added: (name: string) => void;
}

// The first rule that holds gives its name; who meets none has the last.
export function Choices({ definition, change, issues, preview, fresh, added }: ChoicesProps) {
  const { t } = useTranslation();
  const label = useLabel();
  const reason = useReason();
  const { choices, otherwise } = definition;
  const set = (at: number, part: Partial<Choice>) =>
    change({ choices: choices.map((one, index) => (index === at ? { ...one, ...part } : one)) });
  const move = (at: number, by: number) => {
    const next = [...choices];
    const [one] = next.splice(at, 1);
    if (one) next.splice(at + by, 0, one);
    change({ choices: next });
  };
  const add = () => {
    const name = freeName(
      'choice',
      choices.map((one) => one.name),
    );
    added(name);
    change({ choices: [...choices, { name, label: {}, rule: '' }] });
  };
  const people = (name: string) => {
    const band = preview?.distribution.bands.find((one) => one.name === name);
    return band ? t('scores:people_count', { count: band.people }) : '';
  };
  return (
    <section aria-labelledby="choices-edit">
      <h2 id="choices-edit" className={classes.group}>
        {t('scores:choices')}
      </h2>
      <p className={classes.hint}>{t('scores:edit_form.choices_hint')}</p>
      {choices.map((choice, index) => {
        const mine = issues.filter((one) => isAbout(one.path, 'choices', index));
        const ruleIssue = mine.find((one) => one.path.includes('].rule'));
        const rest = mine.filter((one) => one !== ruleIssue);
        const state = preview?.components.find((one) => one.name === choice.name);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a choice is known by its place
          <PartFrame
            key={index}
            title={label(choice.label, choice.name)}
            note={state && !state.measured ? reason(state.reason) : people(choice.name)}
            bad={rest.map((one) => issueText(t, one))}
            open={choice.name === fresh || mine.length > 0}
            move={{
              up: index > 0 ? () => move(index, -1) : undefined,
              down: index < choices.length - 1 ? () => move(index, 1) : undefined,
            }}
            remove={() => change({ choices: choices.filter((_, at) => at !== index) })}
          >
            <div className={classes.line}>
              <LabelInput
                size="xs"
                label={t('scores:edit_form.label')}
                texts={choice.label}
                onChange={(texts) => set(index, { label: texts })}
              />
              <TextInput
                size="xs"
                label={t('scores:edit_form.choice_name')}
                value={choice.name}
                maxLength={60}
                onChange={(event) => set(index, { name: event.currentTarget.value })}
              />
            </div>
            <RuleSlot
              label={t('scores:edit_form.rule')}
              rule={choice.rule}
              onChange={(rule) => set(index, { rule })}
              error={ruleIssue && issueText(t, ruleIssue)}
            />
          </PartFrame>
        );
      })}
      {otherwise && (
        <PartFrame
          title={label(otherwise.label, otherwise.name)}
          note={`${t('scores:otherwise')} ${people(otherwise.name)}`}
          bad={issues
            .filter((one) => one.path.startsWith('definition.otherwise'))
            .map((one) => issueText(t, one))}
          open={false}
        >
          <div className={classes.line}>
            <LabelInput
              size="xs"
              label={t('scores:edit_form.label')}
              texts={otherwise.label}
              onChange={(texts) => change({ otherwise: { ...otherwise, label: texts } })}
            />
            <TextInput
              size="xs"
              label={t('scores:edit_form.choice_name')}
              value={otherwise.name}
              maxLength={60}
              onChange={(event) => change({ otherwise: { ...otherwise, name: event.currentTarget.value } })}
            />
          </div>
        </PartFrame>
      )}
      <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
        {t('scores:edit_form.add_choice')}
      </Button>
    </section>
  );
}
