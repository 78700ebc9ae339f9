import { ActionIcon, Alert, Button } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconArrowLeft } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUndoKeys } from '@/features/segments/widgets';
import { issueText } from '@/ui/errors';
import { Link, useGo } from '@/ui/Link';
import { Page } from '@/ui/Page';
import { toast } from '@/ui/toast';
import { useCommands } from '@/ui/useCommands';
import { useRefreshScores, useScorePreview } from '../api';
import { useLabel } from '../labels';
import classes from '../Scores.module.css';
import type { Definition, ScoreModel } from '../types';
import { Choices } from './Choices';
import { Components } from './Components';
import { forgetDefinition, useKeepDefinition } from './keep';
import { LabelInput } from './LabelInput';
import { Live } from './Live';
import { SaveDrawer } from './SaveDrawer';
import { changed as changedBy, firstStep, redone, undone } from './steps';
import { OutcomeFields, Totals } from './Totals';

interface EditorProps {
  model?: ScoreModel;
  start: Definition;
  restored: boolean;
  startAnew: () => void;
}

const placed = /^definition\.(components|choices|bands|cap|outcome|horizon_days|otherwise)/;

// The definition at the left; what it gives at the right, as it is changed.
export function Editor({ model, start, restored, startAnew }: EditorProps) {
  const { t } = useTranslation();
  const go = useGo();
  const label = useLabel();
  const refresh = useRefreshScores();
  const [steps, setSteps] = useState(() => firstStep(start));
  const definition = steps.now;
  const [changed, setChanged] = useState(restored);
  const [fresh, setFresh] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const answer = useScorePreview(definition, model?.name);
  useKeepDefinition(model?.id, model?.version ?? 0, definition, changed);
  const change = (part: Partial<Definition>) => {
    setChanged(true);
    setSteps((before) => changedBy(before, part, Date.now()));
  };
  const undo = steps.past.length ? () => setSteps(undone) : undefined;
  const redo = steps.future.length ? () => setSteps(redone) : undefined;
  useUndoKeys({ undo, redo });
  const back = model ? `/insights/scores/${model.id}` : '/insights/scores';
  const parts = definition.kind === 'points' ? definition.components : definition.choices;
  const canSave = parts.length > 0 && !answer.issues.length;
  const title = model
    ? t('scores:edit_name', { name: label(definition.label, model.name) })
    : t(`scores:new_kind.${definition.kind}`);
  useCommands([
    {
      id: 'scores.save',
      title: t('scores:save'),
      group: 'here',
      keys: 'mod+s',
      run: () => canSave && setSaving(true),
    },
  ]);
  // A form that nobody has touched has no faults yet.
  const elsewhere = changed ? answer.issues.filter((issue) => !placed.test(issue.path)) : [];
  return (
    <Page
      title={title}
      scroll={false}
      before={
        <Link to={back} aria-label={t('scores:back')} style={{ display: 'grid', padding: 4 }}>
          <IconArrowLeft size={18} aria-hidden />
        </Link>
      }
      actions={
        <>
          <ActionIcon size={32} aria-label={t('ui:undo')} disabled={!undo} onClick={undo}>
            <IconArrowBackUp size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon size={32} aria-label={t('segments:redo')} disabled={!redo} onClick={redo}>
            <IconArrowForwardUp size={18} aria-hidden />
          </ActionIcon>
          <Button disabled={!canSave} onClick={() => setSaving(true)}>
            {t('scores:save')}
          </Button>
        </>
      }
    >
      <div className={classes.columns}>
        <div
          className={classes.main}
          tabIndex={0}
          role="region"
          aria-label={t('scores:edit_form.definition')}
        >
          {restored && (
            <Alert mb="md" variant="light">
              {t('scores:edit_form.restored')}{' '}
              <Button
                size="compact-xs"
                variant="subtle"
                onClick={() => {
                  forgetDefinition(model?.id);
                  startAnew();
                }}
              >
                {t('scores:edit_form.start_anew')}
              </Button>
            </Alert>
          )}
          <div className={classes.line}>
            <LabelInput
              label={t('scores:edit_form.name')}
              required
              texts={definition.label}
              onChange={(texts) => change({ label: texts })}
            />
            <LabelInput
              label={t('scores:edit_form.description')}
              texts={definition.description}
              onChange={(texts) => change({ description: texts })}
            />
          </div>
          {elsewhere.map((issue) => (
            <p key={issue.path} className={classes.bad} role="alert">
              {issueText(t, issue)}
            </p>
          ))}
          {definition.kind === 'points' ? (
            <>
              <Components
                components={definition.components}
                onChange={(components) => change({ components })}
                issues={answer.issues}
                preview={answer.preview}
                fresh={fresh}
                added={setFresh}
              />
              <Totals definition={definition} change={change} issues={answer.issues} />
              <OutcomeFields definition={definition} change={change} issues={answer.issues} />
            </>
          ) : (
            <Choices
              definition={definition}
              change={change}
              issues={answer.issues}
              preview={answer.preview}
              fresh={fresh}
              added={setFresh}
            />
          )}
        </div>
        <div className={classes.side} tabIndex={0} role="region" aria-label={t('scores:edit_form.live')}>
          <Live answer={answer} definition={definition} />
        </div>
      </div>
      {saving && (
        <SaveDrawer
          model={model}
          definition={definition}
          onClose={() => setSaving(false)}
          done={(saved) => {
            forgetDefinition(model?.id);
            refresh(saved);
            toast.done(t('scores:saved'));
            go(`/insights/scores/${saved.id}`);
          }}
        />
      )}
    </Page>
  );
}
