import { ActionIcon, Alert, Button } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconArrowLeft } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBuilderSource } from '@/features/people/widgets';
import { Link, useGo } from '@/ui/Link';
import { Page } from '@/ui/Page';
import { useCommands } from '@/ui/useCommands';
import { useRefreshSegments, useSegments } from '../api';
import { walk } from '../rule/edit';
import { type HistoryNode, isComplete, isGroup, writeRule } from '../rule/node';
import { SegmentForm } from '../SegmentForm';
import type { Segment, SegmentDraft } from '../types';
import classes from './Builder.module.css';
import { Figures } from './Figures';
import { forgetDraft, useKeepDraft } from './keep';
import { PersonCheck } from './PersonCheck';
import { RuleEditor } from './RuleEditor';
import { Sample } from './Sample';
import { useHistories } from './sources';
import { TextForm } from './TextForm';
import { readDraft, useDraft, writeOptional } from './useDraft';
import { useTyping } from './useTyping';
import { useUndoKeys } from './useUndoKeys';

interface BuildProps {
  segment?: Segment;
  start: { rule: unknown; optional: unknown[]; text: string };
  suggested?: Pick<SegmentDraft, 'name' | 'description' | 'kind'>;
  restored: boolean;
  startAnew: () => void;
}

const everybody = 'ALL ()'; // as a rule without conditions reads

// The rule at the left; what it gives, its text and its people at the right, all of them live.
export function Build({ segment, start, suggested, restored, startAnew }: BuildProps) {
  const { t } = useTranslation();
  const go = useGo();
  const refresh = useRefreshSegments();
  const draft = useDraft(() => readDraft(start.rule, start.optional));
  const { state, preview, text, type, leave } = useTyping(draft, start.text);
  const source = useBuilderSource();
  const histories = useHistories();
  const all = useSegments();
  const segments = useMemo(
    () => (all.data ?? []).filter((one) => one.id !== segment?.id),
    [all.data, segment?.id],
  );
  const [saving, setSaving] = useState(false);
  const [person, setPerson] = useState<string | null>(null);
  const { rule, optional } = state.draft;
  const begun = rule.children.length > 0;
  const changed = Boolean(state.undo);
  useKeepDraft(segment?.id, segment?.version ?? 0, state.draft, changed);
  useUndoKeys(state);
  const back = segment ? `/segments/${segment.id}` : '/segments';
  const canSave = !preview.issues.length && !(preview.asking && !preview.preview);
  const title = segment ? t('segments:edit_name', { name: segment.name }) : t('segments:create');
  useCommands([
    {
      id: 'segments.save',
      title: t('segments:save'),
      group: 'here',
      keys: 'mod+s',
      run: () => canSave && setSaving(true),
    },
  ]);
  const unfinished = useMemo(() => {
    let count = 0;
    walk(rule, (node) => {
      if (!isGroup(node) && !isComplete(node)) count += 1;
    });
    return count;
  }, [rule]);
  return (
    <Page
      title={title}
      scroll={false}
      before={
        <Link to={back} aria-label={t('segments:back')} style={{ display: 'grid', padding: 4 }}>
          <IconArrowLeft size={18} aria-hidden />
        </Link>
      }
      actions={
        <>
          <ActionIcon
            size={32}
            aria-label={t('ui:undo')}
            disabled={!state.undo}
            onClick={() => state.undo?.()}
          >
            <IconArrowBackUp size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon
            size={32}
            aria-label={t('segments:redo')}
            disabled={!state.redo}
            onClick={() => state.redo?.()}
          >
            <IconArrowForwardUp size={18} aria-hidden />
          </ActionIcon>
          <Button disabled={!canSave} onClick={() => setSaving(true)}>
            {t('segments:save')}
          </Button>
        </>
      }
    >
      <div className={classes.columns}>
        <div className={classes.main} tabIndex={0} role="region" aria-label={t('segments:build.rule')}>
          {restored && (
            <Alert mb="md" variant="light">
              {t('segments:restored')}{' '}
              <Button
                size="compact-xs"
                variant="subtle"
                onClick={() => {
                  forgetDraft(segment?.id);
                  startAnew();
                }}
              >
                {t(segment ? 'segments:restored_reset' : 'segments:restored_anew')}
              </Button>
            </Alert>
          )}
          <RuleEditor
            state={state}
            preview={preview}
            source={source}
            histories={histories}
            segments={segments}
          />
        </div>
        <div className={classes.side} tabIndex={0} role="region" aria-label={t('segments:build.result')}>
          <Figures state={preview} begun={begun} />
          <TextForm
            text={begun || text !== everybody ? text : ''}
            issues={preview.issues}
            onType={type}
            onLeave={leave}
          />
          <PersonCheck rule={preview.preview?.rule ?? null} person={person} onChoose={setPerson} />
          <Sample state={preview} onWhy={setPerson} />
        </div>
      </div>
      {saving && (
        <SegmentForm
          segment={segment}
          suggested={suggested ?? { name: '', description: '', kind: usualKind(rule) }}
          unfinished={unfinished}
          content={{ rule: writeRule(rule).json, optional_conditions: writeOptional(optional) }}
          onClose={() => setSaving(false)}
          done={(saved) => {
            forgetDraft(segment?.id);
            refresh(saved);
            go(`/segments/${saved.id}`);
          }}
        />
      )}
    </Page>
  );
}

// Who did something makes a segment of behaviour; that is all a rule says of its kind.
function usualKind(rule: Parameters<typeof walk>[0]): 'behavioral' | 'custom' {
  let did = false;
  walk(rule, (node) => {
    did ||= node.kind === 'history' && (node as HistoryNode).history === 'events';
  });
  return did ? 'behavioral' : 'custom';
}
