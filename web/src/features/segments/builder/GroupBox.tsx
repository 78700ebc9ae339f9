import { ActionIcon, NativeSelect } from '@mantine/core';
import { IconGripVertical, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type GroupKind, type GroupNode, isGroup } from '../rule/node';
import { remove, update } from '../rule/edit';
import { AddCondition } from './AddCondition';
import classes from './Builder.module.css';
import { useBuilder } from './context';
import { Counted } from './Counted';
import { DropZone } from './DropZone';
import { NodeMenu } from './NodeMenu';
import { NodeView } from './NodeView';

const kinds: GroupKind[] = ['all', 'any', 'none'];

interface GroupBoxProps {
  group: GroupNode;
  inner?: boolean;
  apart?: boolean; // its conditions do not join: each counts alone
}

// Conditions with the word that joins them between the lines; a click on the word turns it over.
export function GroupBox({ group, inner, apart }: GroupBoxProps) {
  const { t } = useTranslation();
  const { edit, dragged, drag } = useBuilder();
  const setKind = (kind: GroupKind) =>
    edit((root) => update(root, group.id, (node) => (isGroup(node) ? { ...node, kind } : node)));
  const lines = (
    <>
      {group.children.map((child, index) => (
        <div key={child.id}>
          <DropZone group={group} index={index} />
          {index > 0 && !apart && (
            <div className={classes.join}>
              <button
                type="button"
                className={classes.joiner}
                title={t('segments:build.turn')}
                onClick={() => setKind(group.kind === 'all' ? 'any' : 'all')}
              >
                {t(group.kind === 'all' ? 'segments:build.and' : 'segments:build.or')}
              </button>
            </div>
          )}
          {index > 0 && apart && <div style={{ height: 8 }} />}
          <NodeView node={child} inAny={group.kind === 'any'} />
        </div>
      ))}
      <DropZone group={group} index={group.children.length} />
      <AddCondition group={group} />
    </>
  );
  if (!inner) {
    return (
      <div
        className={classes.group}
        role="group"
        aria-label={t(apart ? 'segments:relevance.title' : `segments:build.${group.kind}`)}
      >
        {lines}
      </div>
    );
  }
  return (
    <div className={classes.line}>
      <button
        type="button"
        className={classes.handle}
        draggable
        tabIndex={-1}
        aria-label={t('segments:build.drag_group')}
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = 'move';
          event.dataTransfer.setData('text/plain', group.id);
          setTimeout(() => drag(group.id)); // the picture is taken first
        }}
        onDragEnd={() => drag(null)}
      >
        <IconGripVertical size={15} aria-hidden />
      </button>
      <div
        className={classes.box}
        data-kind={group.kind}
        data-dragged={dragged === group.id || undefined}
        role="group"
        aria-label={t(`segments:build.${group.kind}`)}
      >
        <div className={classes.boxHead}>
          <NativeSelect
            size="xs"
            aria-label={t('segments:build.kind')}
            value={group.kind}
            data={kinds.map((kind) => ({ value: kind, label: t(`segments:build.${kind}`) }))}
            onChange={(event) => setKind(event.currentTarget.value as GroupKind)}
          />
          <span style={{ flex: 1 }} />
          <Counted id={group.id} />
          <NodeMenu node={group} name={t(`segments:build.${group.kind}`)} />
          <ActionIcon
            aria-label={t('segments:build.remove_group')}
            onClick={() => edit((root) => remove(root, group.id))}
          >
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </div>
        {lines}
      </div>
    </div>
  );
}
