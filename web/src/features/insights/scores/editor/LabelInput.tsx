import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { textIn } from '@/features/people/widgets';
import type { Texts } from '../types';

interface LabelInputProps {
  label: string;
  texts: Texts | undefined;
  onChange: (texts: Texts) => void;
  error?: string;
  required?: boolean;
  size?: 'xs' | 'sm';
}

// A text in the reader's language; the other languages keep theirs, and read this one while they have none.
export function LabelInput({ label, texts, onChange, error, required, size }: LabelInputProps) {
  const { t, i18n } = useTranslation();
  const language = i18n.language.slice(0, 2) as keyof Texts;
  const own = texts?.[language] ?? '';
  const other = own ? '' : textIn(texts, language);
  return (
    <TextInput
      label={label}
      size={size}
      required={required}
      value={own}
      placeholder={other}
      description={other ? t('scores:edit_form.other_language', { text: other }) : undefined}
      maxLength={100}
      error={error}
      onChange={(event) => onChange({ ...texts, [language]: event.currentTarget.value })}
    />
  );
}
