import { ActionIcon } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../Scores.module.css';

interface PartFrameProps {
  title: string;
  note: ReactNode;
  bad: string[]; // issues that no field of the part shows
  open: boolean;
  move?: { up?: () => void; down?: () => void };
  remove?: () => void;
  children: ReactNode;
}

// A part of a definition that opens to be changed.
export function PartFrame({ title, note, bad, open, move, remove, children }: PartFrameProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(open);
  return (
    <fieldset className={classes.part} aria-label={title} data-bad={bad.length > 0 || undefined}>
      <div className={classes.partHead}>
        <button type="button" aria-expanded={shown} onClick={() => setShown(!shown)}>
          <strong>{title}</strong>
          <span className="muted">{note}</span>
        </button>
        {move && (
          <>
            <ActionIcon
              size={28}
              aria-label={t('scores:edit_form.up', { name: title })}
              disabled={!move.up}
              onClick={move.up}
            >
              <IconArrowUp size={15} aria-hidden />
            </ActionIcon>
            <ActionIcon
              size={28}
              aria-label={t('scores:edit_form.down', { name: title })}
              disabled={!move.down}
              onClick={move.down}
            >
              <IconArrowDown size={15} aria-hidden />
            </ActionIcon>
          </>
        )}
        {remove && (
          <ActionIcon size={28} aria-label={t('scores:edit_form.remove', { name: title })} onClick={remove}>
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {bad.map((text) => (
        <p key={text} className={classes.bad} style={{ padding: '0 12px 8px' }} role="alert">
          {text}
        </p>
      ))}
      {shown && <div className={classes.partBody}>{children}</div>}
    </fieldset>
  );
}
