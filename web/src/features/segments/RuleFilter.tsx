import { Button, Drawer, Group } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useBuilderSource } from '@/features/people/widgets';
import { useSegments } from './api';
import classes from './builder/Builder.module.css';
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
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={820}
      title={title ?? t('lists:builder.title')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
      overlayProps={{ backgroundOpacity: 0.15 }}
      classNames={{ body: classes.filter }}
    >
      <RuleEditor
        state={draft}
        preview={preview}
        source={source}
        histories={histories}
        segments={segments ?? []}
        filter
      />
      <div className={classes.foot}>
        <span aria-live="polite">{result}</span>
        <Group gap={8}>
          {root.children.length > 0 && (
            <Button variant="default" onClick={() => draft.replace(null)}>
              {t('lists:builder.clear')}
            </Button>
          )}
          <Button onClick={onClose}>{t('lists:builder.done')}</Button>
        </Group>
      </div>
    </Drawer>
  );
}
