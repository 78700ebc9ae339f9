import { NumberInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { currencyOptions } from '@/ui/options';
import type { FieldType } from './fields';

interface FieldRulesProps {
  type: FieldType;
  rules: Record<string, unknown>;
  change: (name: string, value: unknown) => void;
}

const textKinds: FieldType[] = ['text', 'long_text', 'url'];

// What values of a type must fulfil.
export function FieldRules({ type, rules, change }: FieldRulesProps) {
  const { t, i18n } = useTranslation();
  return (
    <>
      {(type === 'number' || type === 'money') && (
        <SimpleGrid cols={2}>
          {(['min', 'max'] as const).map((bound) => (
            <NumberInput
              key={bound}
              label={t(`people:fields.${bound}`)}
              value={(rules[bound] as number | null | undefined) ?? ''}
              onChange={(value) => change(bound, value)}
            />
          ))}
        </SimpleGrid>
      )}
      {type === 'number' && (
        <NumberInput
          label={t('people:fields.decimals')}
          min={0}
          max={9}
          value={(rules.decimals as number | null | undefined) ?? ''}
          onChange={(value) => change('decimals', value)}
        />
      )}
      {type === 'money' && (
        <Select
          label={t('people:fields.currency')}
          data={currencyOptions(i18n.language)}
          searchable
          clearable
          value={(rules.currency as string | null | undefined) ?? null}
          onChange={(value) => change('currency', value)}
        />
      )}
      {textKinds.includes(type) && (
        <NumberInput
          label={t('people:fields.max_length')}
          min={1}
          value={(rules.max_length as number | null | undefined) ?? ''}
          onChange={(value) => change('max_length', value)}
        />
      )}
      {type === 'text' && (
        <TextInput
          label={t('people:fields.pattern')}
          description={t('people:fields.pattern_hint')}
          value={(rules.pattern as string | null | undefined) ?? ''}
          onChange={(event) => change('pattern', event.currentTarget.value)}
        />
      )}
      {type === 'reference' && (
        <Select
          label={t('people:fields.reference')}
          data={(['contact', 'company'] as const).map((value) => ({
            value,
            label: t(`people:fields.objects.${value}`),
          }))}
          allowDeselect={false}
          value={(rules.reference as string | null | undefined) ?? 'contact'}
          onChange={(value) => change('reference', value)}
        />
      )}
    </>
  );
}
