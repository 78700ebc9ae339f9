import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { move } from '../rule/edit';
import type { GroupNode } from '../rule/node';
import classes from './Builder.module.css';
import { useBuilder } from './context';

// Where what is dragged may be dropped; seen only while something is dragged.
export function DropZone({ group, index }: { group: GroupNode; index: number }) {
  const { t } = useTranslation();
  const { dragged, accepts, edit, drag } = useBuilder();
  const [over, setOver] = useState(false);
  if (!dragged || !accepts(group.id)) return null;
  const at = group.children.findIndex((child) => child.id === dragged);
  if (at >= 0 && (index === at || index === at + 1)) return null; // there it stands
  return (
    <div
      className={classes.drop}
      data-over={over || undefined}
      data-drop
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        drag(null);
        edit((root) => move(root, dragged, group.id, index));
      }}
    >
      {t('segments:build.drop')}
    </div>
  );
}
