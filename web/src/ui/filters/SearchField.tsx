import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import classes from './Filters.module.css';

interface SearchFieldProps {
  value: string;
  placeholder: string;
  onChange: (text: string) => void;
  onErase: () => void;
}

// Sends what was typed after a pause; follows the URL when that changes by itself.
export function SearchField({ value, placeholder, onChange, onErase }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  useEffect(() => {
    if (value !== sent.current) setText(value);
    sent.current = value;
  }, [value]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      onChange(text);
    }, 180);
    return () => clearTimeout(timer);
  }, [text, onChange]);
  return (
    <TextInput
      className={classes.search}
      size="sm"
      type="search"
      leftSection={<IconSearch size={15} aria-hidden />}
      placeholder={placeholder}
      aria-label={placeholder}
      data-list-search
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Backspace' && !text) onErase();
        if (event.key === 'ArrowDown') document.querySelector<HTMLElement>('[role="grid"]')?.focus();
      }}
    />
  );
}
