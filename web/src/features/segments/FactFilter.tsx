import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '@/api/client';
import { useBuilderSource } from '@/features/people/widgets';
import { RowsContext } from './builder/context';
import { FilterDrawer } from './builder/FilterDrawer';
import { RuleEditor } from './builder/RuleEditor';
import { useFacts, useRowSource } from './builder/sources';
import { readDraft, useDraft } from './builder/useDraft';
import { issuesByNode } from './builder/usePreview';
import { useUndoKeys } from './builder/useUndoKeys';
import { walk } from './rule/edit';
import { type GroupNode, writeRule } from './rule/node';

interface FactFilterProps {
  filter: string | undefined; // the server's JSON
  onChange: (filter: string | undefined) => void; // after each step that leaves another finished condition
  onClose: () => void;
  issues: Issue[]; // why the condition has no answer
}

const nobody = new Map();

// Which facts a timeline shows, in the sentences of the builder of segments. What is finished applies at once.
export default function FactFilter({ filter, onChange, onClose, issues }: FactFilterProps) {
  const { t } = useTranslation();
  const draft = useDraft(() => readDraft(parsed(filter), []));
  const root = draft.draft.rule;
  useUndoKeys(draft);
  const people = useBuilderSource();
  const facts = useFacts();
  const source = useRowSource(people, facts, namesIn(root));
  const rows = useMemo(() => ({ source, properties: true }), [source]);
  const written = useMemo(() => writeRule(root, 'filter'), [root]);
  const issuesOf = useMemo(() => issuesByNode(issues, written.places), [issues, written]);
  const text = root.children.length && written.places.size > 0 ? JSON.stringify(written.json) : undefined;
  const said = text === JSON.stringify({ [root.kind]: [] }) ? undefined : text;
  const told = useRef(said);
  useEffect(() => {
    if (told.current === said) return;
    told.current = said;
    onChange(said);
  }, [said, onChange]);
  return (
    <FilterDrawer title={t('segments:facts.title')} size={720} draft={draft} onClose={onClose}>
      <RowsContext value={rows}>
        <RuleEditor
          state={draft}
          preview={{ counts: nobody, issuesOf, warningsOf: nobody }}
          source={people}
          histories={[]}
          segments={[]}
          filter
        />
      </RowsContext>
    </FilterDrawer>
  );
}

function parsed(filter: string | undefined): unknown {
  try {
    return filter ? JSON.parse(filter) : null;
  } catch {
    return null;
  }
}

// The events that are asked for: their properties are offered.
function namesIn(root: GroupNode): string[] {
  const names: string[] = [];
  walk(root, (node) => {
    if (node.kind === 'test' && node.field === 'event' && (node.op === 'in' || node.op === 'equal'))
      for (const value of [node.value].flat()) if (typeof value === 'string' && value) names.push(value);
  });
  return names;
}
