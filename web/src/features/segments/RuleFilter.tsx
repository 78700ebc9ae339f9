import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useBuilderSource } from '@/features/people/widgets';
import { useSegments } from './api';
import { FilterDrawer } from './builder/FilterDrawer';
import { RuleEditor } from './builder/RuleEditor';
import { useHistories } from './builder/sources';
import { readDraft, useDraft } from './builder/useDraft';
import { usePreview } from './builder/usePreview';
import { useUndoKeys } from './builder/useUndoKeys';
import { writeRule } from './rule/node';

interface RuleFilterProps {
  rule: unknown; // the server's JSON
  onChange: (rule: unknown) => void; // after each step that leaves another finished condition
  onClose: () => void;
  result: React.ReactNode; // how many it leaves
  title?: string;
}

// A filter of contacts asks what segments ask, in the same sentences. What is finished applies at once; the
// list stays in sight behind it.
export default function RuleFilter({ rule, onChange, onClose, result, title }: RuleFilterProps) {
  const { t } = useTranslation();
  const draft = useDraft(() => readDraft(rule, []));
  const root = draft.draft.rule;
  const preview = usePreview(root, null);
  useUndoKeys(draft);
  const source = useBuilderSource();
  const histories = useHistories();
  const segments = useSegments().data;
  const written = JSON.stringify(writeRule(root).json);
  const told = useRef(written);
  useEffect(() => {
    if (told.current === written) return;
    told.current = written;
    onChange(JSON.parse(written));
  }, [written, onChange]);
  return (
    <FilterDrawer
      title={title ?? t('lists:builder.title')}
      size={820}
      draft={draft}
      onClose={onClose}
      result={result}
    >
      <RuleEditor
        state={draft}
        preview={preview}
        source={source}
        histories={histories}
        segments={segments ?? []}
        filter
      />
    </FilterDrawer>
  );
}
