import { Button, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact, ContactStatus, Pipeline, Stage } from '@/api/types';
import { type Branch, renderTree } from '@/ui/filters/tree';
import { Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import { useList } from '@/ui/useList';
import { stages, statusTone } from '../../model';
import classes from './Board.module.css';
import { BoardCard } from './BoardCard';

interface BoardColumnProps {
  status: ContactStatus;
  tree: Branch;
  search: string | undefined;
  figures: Pipeline['stages'][number] | undefined;
  dragged: Contact | null;
  onDrag: (contact: Contact | null) => void;
  onMove: (contact: Contact, stage: Stage) => void;
  onOpen: (contact: Contact) => void;
}

const asStage = (status: ContactStatus): Stage | null => stages.find((stage) => stage === status) ?? null;

export function BoardColumn(props: BoardColumnProps) {
  const { status, tree, figures, dragged } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const [over, setOver] = useState(false);
  const list = useList<Contact>('contacts', '/api/contacts', {
    filter: renderTree({ kind: 'all', children: [tree, { field: 'status', op: 'equal', value: status }] }),
    search: props.search,
    limit: 30,
  });
  const stage = asStage(status);
  const takes = dragged && stage && dragged.stage !== stage;
  const label = t(`people:status.${status}`);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a card's menu does the same
    <section
      className={classes.column}
      aria-label={label}
      data-takes={takes ? '' : undefined}
      data-over={takes && over ? '' : undefined}
      onDragOver={(event) => {
        if (!takes) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (takes && stage) props.onMove(dragged, stage);
        props.onDrag(null);
      }}
    >
      <header className={classes.head}>
        <Mark tone={statusTone[status]}>{label}</Mark>
        <span className={classes.amount}>{figures ? format.number(figures.count) : ''}</span>
        <span className={classes.sum}>
          {figures && figures.valued > 0 ? format.compactMoney(figures.value) : ''}
        </span>
      </header>
      <div className={classes.cards}>
        {list.loading && <Skeleton height={68} />}
        {list.rows.map((contact) => (
          <BoardCard
            key={contact.id}
            contact={contact}
            movable={stage !== null}
            onDrag={props.onDrag}
            onMove={props.onMove}
            onOpen={props.onOpen}
          />
        ))}
        {!list.loading && !list.rows.length && (
          <p className={classes.none}>{t(takes ? 'lists:board.drop' : 'lists:board.empty')}</p>
        )}
        {list.hasMore && (
          <Button variant="subtle" size="compact-sm" onClick={list.more}>
            {t('lists:board.more')}
          </Button>
        )}
      </div>
    </section>
  );
}
