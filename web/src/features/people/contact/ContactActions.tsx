import { ActionIcon, Group, Menu, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Contact } from '@/api/types';
import { followTrail } from '@/lib/trail';
import { ActionButton } from '@/ui/ActionButton';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { useGo } from '@/ui/Link';
import { useCan } from '@/ui/session';
import { useCommands } from '@/ui/useCommands';
import { useUsers } from '@/features/access/widgets';
import { useQuickChange, useRefreshPeople } from '../api';
import { changeSetOf, useUndo } from '../changes/useChangeSets';
import { stages } from '../model';

// Next and previous of the list, edit, and what else can be done; all of it in the palette too.
export function ContactActions({ contact, onEdit }: { contact: Contact; onEdit: () => void }) {
  const { t } = useTranslation();
  const go = useGo();
  const can = useCan();
  const users = useUsers();
  const change = useQuickChange();
  const refresh = useRefreshPeople();
  const undo = useUndo();
  const set = useRef<string | null>(null); // of the deletion
  const [deleting, setDeleting] = useState(false);
  const trail = followTrail('contacts', contact.id);
  const writable = can('contacts.write');
  const removable = can('contacts.delete');
  const to = (id: string | undefined) => id && go(`/contacts/${id}`, { replace: true });

  useCommands([
    ...(trail?.next
      ? [
          {
            id: 'contact.next',
            title: t('people:page.next'),
            group: 'here' as const,
            keys: 'j',
            run: () => to(trail.next),
          },
        ]
      : []),
    ...(trail?.previous
      ? [
          {
            id: 'contact.previous',
            title: t('people:page.previous'),
            group: 'here' as const,
            keys: 'k',
            run: () => to(trail.previous),
          },
        ]
      : []),
    ...(writable
      ? [
          {
            id: 'contact.edit',
            title: t('people:page.edit'),
            group: 'here' as const,
            keys: 'e',
            run: onEdit,
          },
          {
            id: 'contact.status',
            title: t('people:page.change_status'),
            group: 'here' as const,
            keys: 's',
            run: () => document.querySelector<HTMLElement>('[data-status-menu]')?.click(),
            choices: () =>
              stages.map((stage) => ({
                id: stage,
                title: t(`people:status.${stage}`),
                run: () => change(contact, { stage }),
              })),
          },
          {
            id: 'contact.owner',
            title: t('people:page.assign'),
            group: 'here' as const,
            choices: () =>
              users.map((user) => ({
                id: user.id,
                title: user.name || user.email,
                run: () => change(contact, { owner_id: user.id }),
              })),
          },
        ]
      : []),
  ]);

  return (
    <Group gap={4} wrap="nowrap">
      {trail && (
        <>
          <Tooltip label={t('people:page.previous')}>
            <ActionIcon
              size={32}
              disabled={!trail.previous}
              aria-label={t('people:page.previous')}
              onClick={() => to(trail.previous)}
            >
              <IconChevronUp size={17} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t('people:page.next')}>
            <ActionIcon
              size={32}
              disabled={!trail.next}
              aria-label={t('people:page.next')}
              onClick={() => to(trail.next)}
            >
              <IconChevronDown size={17} />
            </ActionIcon>
          </Tooltip>
        </>
      )}
      {writable && (
        <ActionButton
          variant="default"
          icon={IconPencil}
          label={t('people:page.edit_short')}
          onClick={onEdit}
        />
      )}
      {removable && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size={32} aria-label={t('people:page.more')}>
              <IconDots size={17} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item data-danger leftSection={<IconTrash size={15} />} onClick={() => setDeleting(true)}>
              {t('people:page.delete')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {deleting && (
        <ConfirmDialog
          title={t('people:delete.title', { name: contact.name })}
          text={t('people:delete.text', { count: contact.orders_count ?? 0 })}
          action={t('people:delete.action')}
          onClose={() => setDeleting(false)}
          run={() =>
            api.delete(`/api/contacts/${contact.id}`, contact.version, {
              told: (headers) => {
                set.current = changeSetOf(headers);
              },
            })
          }
          done={() => {
            undo.done(t('people:delete.done', { name: contact.name }), set.current);
            go(trail?.back ?? '/contacts');
            refresh();
          }}
        />
      )}
    </Group>
  );
}
