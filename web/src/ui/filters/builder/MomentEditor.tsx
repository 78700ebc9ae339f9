import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../session';
import classes from './Builder.module.css';
import { calendarWords } from './types';

interface MomentEditorProps {
  value: string;
  onChange: (value: string) => void;
  label: string;
  between: boolean;
}

const isWord = (value: string) => (calendarWords as readonly string[]).includes(value);

// A word of the calendar or a day. An exact instant, as programs write it, is shown as its day.
export function MomentEditor({ value, onChange, label, between }: MomentEditorProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = isWord(value) ? value : between && !value ? 'day' : value ? 'day' : 'today';
  return (
    <>
      <NativeSelect
        className={classes.short}
        size="xs"
        aria-label={label}
        value={word}
        data={[
          { value: 'day', label: t('lists:builder.a_day') },
          ...calendarWords.map((one) => ({ value: one, label: t(`lists:word.${one}`) })),
        ]}
        onChange={(event) => {
          const next = event.currentTarget.value;
          onChange(next === 'day' ? format.dayKey(Date.now()) : next);
        }}
      />
      {word === 'day' && (
        <TextInput
          type="date"
          size="xs"
          aria-label={`${label}: ${t('lists:builder.a_day')}`}
          value={isWord(value) ? '' : value.slice(0, 10)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </>
  );
}
