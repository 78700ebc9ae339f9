import { Button, Drawer, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Builder.module.css';
import type { DraftState } from './useDraft';

interface FilterDrawerProps {
  title: string;
  size: number;
  draft: DraftState;
  onClose: () => void;
  result?: ReactNode; // how many it leaves
  children: ReactNode;
}

// The builder beside the list that it filters: what is finished applies at once, so there is nothing to save.
export function FilterDrawer({ title, size, draft, onClose, result, children }: FilterDrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={size}
      title={title}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
      overlayProps={{ backgroundOpacity: 0.15 }}
      classNames={{ body: classes.filter }}
    >
      {children}
      <div className={classes.foot}>
        <span aria-live="polite">{result}</span>
        <Group gap={8}>
          {draft.draft.rule.children.length > 0 && (
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
