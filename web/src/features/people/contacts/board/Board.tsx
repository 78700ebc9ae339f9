import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Contact, ContactStatus, Pipeline, Stage } from '@/api/types';
import { type Branch, renderTree } from '@/ui/filters/tree';
import { toast } from '@/ui/toast';
import { useChangeContact, useRefreshPeople } from '../../api';
import { stages } from '../../model';
import classes from './Board.module.css';
import { BoardColumn } from './BoardColumn';
import { Figures } from './Figures';

interface BoardProps {
  tree: Branch;
  search: string | undefined;
  onOpen: (contact: Contact) => void;
}

export function usePipeline(tree: Branch, search: string | undefined) {
  const filter = renderTree(tree);
  return useQuery({
    queryKey: ['contacts', 'pipeline', filter, search],
    queryFn: ({ signal }) => api.get<Pipeline>('/api/contacts/pipeline', { filter, search }, signal),
    placeholderData: (before) => before,
  });
}

const order: ContactStatus[] = [...stages, 'unsubscribed', 'bounced'];

// Contacts by status in columns. Dragging, or the menu of a card, sets the stage; it can be taken back.
export function Board({ tree, search, onOpen }: BoardProps) {
  const { t } = useTranslation();
  const pipeline = usePipeline(tree, search).data;
  const change = useChangeContact();
  const refresh = useRefreshPeople();
  const [dragged, setDragged] = useState<Contact | null>(null);
  const move = (contact: Contact, stage: Stage, back?: Stage) => {
    if (contact.stage === stage) return;
    change.mutate(
      { contact, changes: { stage } },
      {
        onSuccess: (stored) => {
          refresh();
          if (back) return;
          toast.done(
            t('lists:board.moved', {
              name: stored.name || t('people:unnamed'),
              status: t(`people:status.${stored.status}`),
            }),
            () => move(stored, contact.stage, stage),
          );
        },
        onError: (error) => toast.failed(error, () => move(contact, stage, back)),
      },
    );
  };
  return (
    <div className={classes.frame}>
      {pipeline && <Figures pipeline={pipeline} />}
      <div className={classes.board}>
        {order.map((status) => (
          <BoardColumn
            key={status}
            status={status}
            tree={tree}
            search={search}
            figures={pipeline?.stages.find((stage) => stage.status === status)}
            dragged={dragged}
            onDrag={setDragged}
            onMove={move}
            onOpen={onOpen}
          />
        ))}
      </div>
    </div>
  );
}
