import { Button } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Imports.module.css';

interface DropZoneProps {
  title: string;
  text: string;
  busy: boolean;
  take: (file: File) => void;
}

// A file is dropped here, or chosen with the button, which the keyboard reaches.
export function DropZone({ title, text, busy, take }: DropZoneProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && !busy) take(file);
  };
  return (
    <div
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <IconFileSpreadsheet size={30} stroke={1.4} aria-hidden />
      <strong>{title}</strong>
      <span>{text}</span>
      <Button loading={busy} onClick={() => input.current?.click()}>
        {t('imports:choose')}
      </Button>
      <span aria-live="polite">{busy ? t('imports:sending') : ''}</span>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,.gz,text/csv,text/tab-separated-values,application/gzip"
        hidden
        aria-label={t('imports:choose')}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) take(file);
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}
