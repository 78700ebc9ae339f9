import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fold } from '@/lib/commands';
import { listOf, toggled } from '@/lib/search';
import { useFormat } from '../session';
import classes from './Filters.module.css';

export interface FilterOption {
  value: string;
  label: string;
  count?: number;
}

interface ChoicePanelProps {
  title: string;
  options: FilterOption[];
  value?: string;
  single?: boolean;
  onChange: (value: string | undefined) => void;
}

// The values that occur, with how often; several may be chosen.
export function ChoicePanel({ title, options, value, single, onChange }: ChoicePanelProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [text, setText] = useState('');
  const chosen = listOf(value);
  const known = new Set(options.map((option) => option.value));
  const all = [
    ...chosen.filter((item) => !known.has(item)).map((item) => ({ value: item, label: item })),
    ...options,
  ];
  const shown = all.filter((option) => fold(option.label).includes(fold(text)));
  return (
    <div className={classes.panel}>
      {all.length > 8 && (
        <TextInput
          size="xs"
          data-autofocus
          placeholder={t('ui:filter.find')}
          aria-label={t('ui:filter.find')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <div className={classes.options} role="group" aria-label={title}>
        {shown.map((option: FilterOption) => (
          <label key={option.value} className={classes.option}>
            <input
              type="checkbox"
              checked={chosen.includes(option.value)}
              onChange={() =>
                onChange(single && option.value !== value ? option.value : toggled(value, option.value))
              }
            />
            <span className="truncate">{option.label}</span>
            {option.count !== undefined && (
              <span className={classes.amount}>{format.number(option.count)}</span>
            )}
          </label>
        ))}
        {!shown.length && <p className="muted">{t('ui:filter.no_values')}</p>}
      </div>
    </div>
  );
}
