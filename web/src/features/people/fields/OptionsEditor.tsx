import { ActionIcon, Button, Group, Input, Stack, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { languages, textIn, type Texts } from './fields';

export interface OptionDraft {
  value: string;
  label: Texts;
  archived?: boolean;
}

interface OptionsEditorProps {
  options: OptionDraft[];
  error?: React.ReactNode;
  onChange: (options: OptionDraft[]) => void;
}

// The choices of a field, in order, each with its label in three languages.
export function OptionsEditor({ options, error, onChange }: OptionsEditorProps) {
  const { t, i18n } = useTranslation();
  const change = (index: number, option: OptionDraft) =>
    onChange(options.map((item, place) => (place === index ? option : item)));
  const move = (index: number, to: number) => {
    const next = options.filter((_, place) => place !== index);
    next.splice(to, 0, options[index] as OptionDraft);
    onChange(next);
  };
  return (
    <Input.Wrapper label={t('people:fields.options')} error={error} labelElement="div">
      <Stack gap={6}>
        {options.map((option, index) => {
          const name = textIn(option.label, i18n.language) || option.value || String(index + 1);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a choice has no other identity while it is typed
            <Group key={index} gap={4} wrap="nowrap" align="flex-start">
              {languages.map((language) => (
                <TextInput
                  key={language}
                  size="xs"
                  style={{ flex: 1 }}
                  placeholder={t(`people:fields.languages.${language}`)}
                  aria-label={t('people:fields.option_in', {
                    number: index + 1,
                    language: t(`people:fields.languages.${language}`),
                  })}
                  value={option.label[language] ?? ''}
                  onChange={(event) =>
                    change(index, {
                      ...option,
                      label: { ...option.label, [language]: event.currentTarget.value },
                    })
                  }
                />
              ))}
              <ActionIcon
                aria-label={t('people:fields.up', { name })}
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
              >
                <IconArrowUp size={14} />
              </ActionIcon>
              <ActionIcon
                aria-label={t('people:fields.down', { name })}
                disabled={index === options.length - 1}
                onClick={() => move(index, index + 1)}
              >
                <IconArrowDown size={14} />
              </ActionIcon>
              <ActionIcon
                aria-label={t('people:fields.remove', { name })}
                onClick={() => onChange(options.filter((_, place) => place !== index))}
              >
                <IconX size={14} />
              </ActionIcon>
            </Group>
          );
        })}
        <Button
          size="compact-sm"
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...options, { value: '', label: {} }])}
        >
          {t('people:fields.add_option')}
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}
