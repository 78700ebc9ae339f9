import { Button } from '@mantine/core';
import { IconArrowMerge } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CompanyMerge, Merge } from '@/api/types';
import { useFormat } from '@/ui/session';

const ahead = (at: string) => new Date(at) > new Date();

interface MergeLineProps {
  merge: Pick<Merge | CompanyMerge, 'loser_name' | 'merged_at' | 'state' | 'undo_until'>;
  undo?: () => void; // for those who may
}

// What became part of this record, and the way back while there is one.
export function MergeLine({ merge, undo }: MergeLineProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const open = merge.state === 'merged' && ahead(merge.undo_until);
  return (
    <li>
      <IconArrowMerge size={15} aria-hidden />
      <span>
        {t('duplicates:merged_with', { name: merge.loser_name, when: format.relative(merge.merged_at) })}
      </span>
      {undo && open && (
        <Button variant="subtle" size="compact-xs" onClick={undo}>
          {t('duplicates:undo.action')}
        </Button>
      )}
      {merge.state !== 'merged' && <span className="muted">{t('duplicates:undo.moving')}</span>}
    </li>
  );
}
