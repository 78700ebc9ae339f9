import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArchive,
  IconArchiveOff,
  IconCopy,
  IconDotsVertical,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGo } from '@/ui/Link';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRefreshSegments, writes } from './api';
import { SegmentForm } from './SegmentForm';
import type { Segment } from './types';

const DeleteSegment = lazy(() => import('./DeleteSegment'));

interface SegmentMenuProps {
  segment: Segment;
  left?: () => void; // after it was deleted
}

// Archiving has an undo; deleting does not, and is refused while others name it.
export function SegmentMenu({ segment, left }: SegmentMenuProps) {
  const { t } = useTranslation();
  const can = useCan();
  const go = useGo();
  const refresh = useRefreshSegments();
  const [open, setOpen] = useState<'delete' | 'rename' | null>(null);
  if (!can('segments.write')) return null;
  const run = (work: Promise<Segment>, message: string, undo?: () => void) =>
    work.then(
      (changed) => {
        refresh(changed);
        toast.done(message, undo);
        return changed;
      },
      (error) => {
        toast.failed(error);
        return null;
      },
    );
  const restore = () =>
    void run(writes.restore(segment.id), t('segments:done.restored', { name: segment.name }));
  const archive = () =>
    void run(writes.archive(segment.id), t('segments:done.archived', { name: segment.name }), restore);
  const duplicate = () =>
    void run(writes.duplicate(segment.id), t('segments:done.duplicated')).then(
      (made) => made && go(`/segments/${made.id}`),
    );
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size={28} aria-label={t('segments:menu.label', { name: segment.name })}>
            <IconDotsVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPencil size={14} aria-hidden />}
            onClick={() => (segment.kind === 'list' ? setOpen('rename') : go(`/segments/${segment.id}/edit`))}
          >
            {t('segments:edit')}
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={14} aria-hidden />} onClick={duplicate}>
            {t('segments:menu.duplicate')}
          </Menu.Item>
          {segment.archived_at ? (
            <Menu.Item leftSection={<IconArchiveOff size={14} aria-hidden />} onClick={restore}>
              {t('segments:menu.restore')}
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconArchive size={14} aria-hidden />} onClick={archive}>
              {t('segments:menu.archive')}
            </Menu.Item>
          )}
          <Menu.Item
            data-danger
            leftSection={<IconTrash size={14} aria-hidden />}
            onClick={() => setOpen('delete')}
          >
            {t('segments:menu.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'delete' && (
        <Suspense>
          <DeleteSegment
            segment={segment}
            done={() => {
              toast.done(t('segments:done.deleted', { name: segment.name }));
              left?.();
              refresh();
            }}
            onClose={() => setOpen(null)}
          />
        </Suspense>
      )}
      {open === 'rename' && (
        <SegmentForm
          segment={segment}
          suggested={segment}
          content={{}}
          onClose={() => setOpen(null)}
          done={(saved) => {
            refresh(saved);
            setOpen(null);
          }}
        />
      )}
    </>
  );
}
