import { NativeSelect } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BuilderSource } from '@/ui/filters/builder/types';
import { append, canMove, update } from '../rule/edit';
import { isGroup } from '../rule/node';
import type { Segment } from '../types';
import classes from './Builder.module.css';
import { type Builder, BuilderContext } from './context';
import { GroupBox } from './GroupBox';
import { questions } from './questions';
import { Relevance } from './Relevance';
import type { HistorySpec } from './sources';
import type { DraftState } from './useDraft';
import type { PreviewState } from './usePreview';

interface RuleEditorProps {
  state: DraftState;
  preview: PreviewState;
  source: BuilderSource;
  histories: HistorySpec[];
  segments: Segment[];
  filter?: boolean; // of a list: nobody is more relevant than others
}

// The rule in sentences: blocks that all must hold, alternatives within a block.
export function RuleEditor({ state, preview, source, histories, segments, filter }: RuleEditorProps) {
  const { t } = useTranslation();
  const [dragged, drag] = useState<string | null>(null);
  const { draft, edit } = state;
  const { rule, optional } = draft;
  const builder = useMemo<Builder>(
    () => ({
      edit,
      source,
      histories,
      segments,
      counts: preview.counts,
      issues: preview.issuesOf,
      warnings: preview.warningsOf,
      dragged,
      drag,
      accepts: (groupId) =>
        dragged !== null && (canMove(rule, dragged, groupId) || canMove(optional, dragged, groupId)),
    }),
    [
      edit,
      source,
      histories,
      segments,
      preview.counts,
      preview.issuesOf,
      preview.warningsOf,
      dragged,
      rule,
      optional,
    ],
  );
  return (
    <BuilderContext value={builder}>
      {rule.children.length === 0 ? (
        <>
          <h2 style={{ margin: 0 }}>{t(filter ? 'segments:filter.start' : 'segments:build.start')}</h2>
          <p className="muted" style={{ margin: '4px 0 0' }}>
            {t(filter ? 'segments:filter.start_text' : 'segments:build.start_text')}
          </p>
          <div className={classes.questions}>
            {questions.map(({ id, icon: Icon, start }) => (
              <button
                key={id}
                type="button"
                className={classes.question}
                onClick={() => edit((root) => append(root, rule.id, start(source.fields)))}
              >
                <Icon size={20} stroke={1.6} aria-hidden />
                <span>
                  <strong>{t(`segments:question.${id}`)}</strong>
                  <span>{t(`segments:question.${id}_text`)}</span>
                </span>
              </button>
            ))}
          </div>
        </>
      ) : (
        <>
          <div className={classes.boxHead}>
            <span>{t('segments:build.who')}</span>
            <NativeSelect
              size="xs"
              aria-label={t('segments:build.kind')}
              value={rule.kind}
              data={(['all', 'any'] as const).map((kind) => ({
                value: kind,
                label: t(`segments:build.${kind}`),
              }))}
              onChange={(event) => {
                const kind = event.currentTarget.value as 'all' | 'any';
                edit((root) => update(root, rule.id, (node) => (isGroup(node) ? { ...node, kind } : node)));
              }}
            />
          </div>
          <GroupBox group={rule} />
        </>
      )}
      {!filter && <Relevance optional={optional} />}
    </BuilderContext>
  );
}
