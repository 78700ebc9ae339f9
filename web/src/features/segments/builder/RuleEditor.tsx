import { NativeSelect } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BuilderSource } from '@/ui/filters/builder/types';
import { canMove, update } from '../rule/edit';
import { isGroup } from '../rule/node';
import type { Segment } from '../types';
import classes from './Builder.module.css';
import { type Builder, BuilderContext, useRows } from './context';
import { GroupBox } from './GroupBox';
import { Relevance } from './Relevance';
import { Start } from './Start';
import type { HistorySpec } from './sources';
import type { DraftState } from './useDraft';
import type { PreviewState } from './usePreview';

interface RuleEditorProps {
  state: DraftState;
  preview: Pick<PreviewState, 'counts' | 'issuesOf' | 'warningsOf'>;
  source: BuilderSource;
  histories: HistorySpec[];
  segments: Segment[];
  filter?: boolean; // of a list: nobody is more relevant than others
}

// The rule in sentences: blocks that all must hold, alternatives within a block. Within RowsContext it is about
// one row of what was done.
export function RuleEditor({ state, preview, source, histories, segments, filter }: RuleEditorProps) {
  const { t } = useTranslation();
  const rows = useRows();
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
        <Start root={rule} of={rows ? 'facts' : filter ? 'filter' : 'build'} />
      ) : (
        <>
          <div className={classes.boxHead}>
            <span>{t(rows ? 'segments:facts.which' : 'segments:build.who')}</span>
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
