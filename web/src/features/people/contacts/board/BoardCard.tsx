import { ActionIcon, Menu } from '@mantine/core';
import { IconDotsVertical } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Contact, Stage } from '@/api/types';
import { Link } from '@/ui/Link';
import { Ago } from '@/ui/marks';
import { useCan, useFormat } from '@/ui/session';
import { stages } from '../../model';
import classes from './Board.module.css';

interface BoardCardProps {
  contact: Contact;
  movable: boolean;
  onDrag: (contact: Contact | null) => void;
  onMove: (contact: Contact, stage: Stage) => void;
  onOpen: (contact: Contact) => void;
}

// Drags to another column; the menu, or Ctrl and an arrow key, does the same from the keyboard.
export function BoardCard({ contact, movable, onDrag, onMove, onOpen }: BoardCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const name = contact.name || t('people:unnamed');
  const moves = movable && can('contacts.write');
  const step = (by: number) => {
    const next = stages[stages.indexOf(contact.stage) + by];
    if (next) onMove(contact, next);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a card's menu does the same
    <article
      className={classes.card}
      draggable={moves}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', contact.id);
        onDrag(contact);
      }}
      onDragEnd={() => onDrag(null)}
      onKeyDown={(event) => {
        if (!moves || !event.ctrlKey || (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft')) return;
        event.preventDefault();
        step(event.key === 'ArrowRight' ? 1 : -1);
      }}
    >
      <div className={classes.cardTop}>
        <Link to={`/contacts/${contact.id}`} onClick={() => onOpen(contact)} className="record-link truncate">
          {name}
        </Link>
        {moves && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={24}
                aria-label={t('lists:board.move', { name })}
              >
                <IconDotsVertical size={14} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>{t('lists:board.move_to')}</Menu.Label>
              {stages
                .filter((stage) => stage !== contact.stage)
                .map((stage) => (
                  <Menu.Item key={stage} onClick={() => onMove(contact, stage)}>
                    {t(`people:status.${stage}`)}
                  </Menu.Item>
                ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <div className={`${classes.cardText} truncate`}>
        {contact.company || contact.email || contact.phone || ''}
      </div>
      <div className={classes.cardFoot}>
        <span>{contact.estimated_value ? format.money(contact.estimated_value, true) : ''}</span>
        <Ago at={contact.last_contacted_at ?? contact.created_at} />
      </div>
    </article>
  );
}
