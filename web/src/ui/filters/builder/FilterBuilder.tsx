import { Button, Drawer, Group } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Branch, everything, finished, parseTree, type Place, renderTree, replaceAt } from '../tree';
import classes from './Builder.module.css';
import { GroupEditor } from './GroupEditor';
import type { BuilderSource } from './types';

interface FilterBuilderProps {
  source: BuilderSource;
  tree: Branch;
  onChange: (tree: Branch) => void; // after each step that leaves a finished condition
  onClose: () => void;
  result: ReactNode; // how many the condition leaves
}

// A condition as sentences in groups. What is finished applies at once; the list stays in sight behind it.
export function FilterBuilder({ source, tree, onChange, onClose, result }: FilterBuilderProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Branch>(() => parseTree(renderTree(tree)));
  const apply = (next: Branch) => {
    setDraft(next);
    onChange(finished(next));
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={640}
      title={t('lists:builder.title')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
      overlayProps={{ backgroundOpacity: 0.15 }}
    >
      <GroupEditor
        source={source}
        group={draft}
        place={[]}
        change={(place: Place, next) => apply(replaceAt(draft, place, next))}
      />
      <div className={classes.foot}>
        <span aria-live="polite">{result}</span>
        <Group gap={8}>
          <Button variant="default" onClick={() => apply(everything())}>
            {t('lists:builder.clear')}
          </Button>
          <Button onClick={onClose}>{t('lists:builder.done')}</Button>
        </Group>
      </div>
    </Drawer>
  );
}
