import { Checkbox, Select, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { CustomField } from '@/api/types';
import { FormDrawer } from '@/ui/FormDrawer';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { FieldInput } from './FieldInput';
import {
  type FieldObject,
  type FieldType,
  fieldTypes,
  languages,
  nameFrom,
  textIn,
  type Texts,
} from './fields';
import { FieldRules } from './FieldRules';
import { OptionsEditor, type OptionDraft } from './OptionsEditor';

interface FieldDrawerProps {
  object: FieldObject;
  field?: CustomField;
  suggest?: { label: string; type: FieldType }; // of a new one
  onDone?: (saved: CustomField) => void;
  onClose: () => void;
}

// A reference has none, nor has a field whose values differ on all records.
const takesDefault = (values: Values) => values.type !== 'reference' && !values.unique;
const isChoice = (type: string) => type === 'choice' || type === 'multi_choice';
const inAll = (text: string) => ({ en: text, fr: text, vi: text });
const onlyGiven = (texts: Record<string, string>): Texts =>
  Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, text.trim() || null]));

function initialOf(object: FieldObject, field?: CustomField, type?: FieldType) {
  const texts = (given?: Texts) => ({ en: given?.en ?? '', fr: given?.fr ?? '', vi: given?.vi ?? '' });
  return {
    name: field?.name ?? '',
    type: (field?.type ?? type ?? 'text') as string,
    label: texts(field?.label),
    help: texts(field?.help),
    options: (field?.options ?? []) as OptionDraft[],
    validation: { ...field?.validation } as Record<string, unknown>,
    default: (field?.default ?? null) as unknown,
    required: field?.required ?? false,
    unique: field?.unique ?? false,
    filterable: field?.filterable ?? true,
    searchable: field?.searchable ?? false,
    personal: field?.personal ?? object === 'contact',
  };
}
type Values = ReturnType<typeof initialOf>;

function bodyOf(values: Values, object: FieldObject, isNew: boolean) {
  const { name, label, help, options, ...rest } = values;
  return {
    ...(isNew ? { object, name: name || nameFrom(label.en || label.fr || label.vi) } : {}),
    ...rest,
    default: takesDefault(values) && rest.default !== '' ? rest.default : null,
    filterable: rest.type !== 'long_text' && rest.filterable,
    label: onlyGiven(label),
    help: onlyGiven(help),
    options: isChoice(rest.type)
      ? options
          .filter((option) => textIn(option.label, 'en') || option.value)
          .map((option) => ({
            ...option,
            value: option.value || nameFrom(textIn(option.label, 'en')) || textIn(option.label, 'en'),
          }))
      : [],
  };
}

export function FieldDrawer({ object, field, suggest, onDone, onClose }: FieldDrawerProps) {
  const { t, i18n } = useTranslation();
  const initial = initialOf(object, field, suggest?.type);
  if (suggest) initial.label[i18n.language.slice(0, 2) as keyof typeof initial.label] = suggest.label;
  const queries = useQueryClient();
  const [preview, setPreview] = useState<unknown>(null);
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial,
    validate: (values) =>
      field || textIn(values.label, i18n.language) || values.name
        ? {}
        : { label: t('people:fields.label_needed') },
    send: (values) =>
      field
        ? api.patch<CustomField>(
            `/api/fields/${object}/${field.name}`,
            bodyOf(values, object, false),
            field.version,
          )
        : api.post<CustomField>('/api/fields', bodyOf(values, object, true)),
    done: (saved: CustomField) => {
      void queries.invalidateQueries({ queryKey: ['fields'] });
      onDone?.(saved);
      toast.done(t('people:saved'));
      onClose();
    },
  });
  const values = form.getValues();
  const type = values.type as FieldType;
  const rule = (name: string, value: unknown) =>
    form.setFieldValue('validation', { ...form.getValues().validation, [name]: value === '' ? null : value });
  const shown = { ...bodyOf(values, object, true), default: null, preparing: '' } as unknown as CustomField;
  return (
    <FormDrawer
      title={
        field
          ? t('people:fields.edit', { name: textIn(field.label, i18n.language) })
          : t('people:fields.create')
      }
      submitLabel={t(field ? 'people:form.save' : 'people:fields.create')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={submit}
      onClose={onClose}
    >
      <Stack gap="md">
        <Select
          label={t('people:fields.type')}
          description={t(`people:fields.type_text.${type}`)}
          data={fieldTypes.map((value) => ({ value, label: t(`people:fields.types.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('type')}
          onChange={(next) => {
            form.setFieldValue('type', next ?? type);
            form.setFieldValue('default', null);
          }}
        />
        {languages.map((language, index) => (
          <TextInput
            key={language}
            label={t('people:fields.label_in', { language: t(`people:fields.languages.${language}`) })}
            data-autofocus={index === 0 || undefined}
            {...form.getInputProps(`label.${language}`)}
            error={index === 0 ? form.errors.label : undefined}
          />
        ))}
        <TextInput
          label={t('people:fields.name')}
          description={t('people:fields.name_hint')}
          placeholder={nameFrom(values.label.en || values.label.fr || values.label.vi)}
          disabled={Boolean(field)}
          {...form.getInputProps('name')}
        />
        <TextInput
          label={t('people:fields.help')}
          {...form.getInputProps(`help.${i18n.language.slice(0, 2)}`)}
        />
        {isChoice(type) && (
          <OptionsEditor
            options={values.options}
            error={form.errors.options}
            onChange={(options) => form.setFieldValue('options', options)}
          />
        )}
        <FieldRules type={type} rules={values.validation} change={rule} />
        {takesDefault(values) && (
          <FieldInput
            key={`default ${type}`}
            field={{
              ...shown,
              required: false,
              label: inAll(t('people:fields.default')),
              help: inAll(t('people:fields.default_text')),
            }}
            value={values.default}
            onChange={(value) => form.setFieldValue('default', value)}
            error={form.errors.default}
          />
        )}
        <Stack gap="xs">
          {(['required', 'unique', 'filterable', 'searchable', 'personal'] as const).map((flag) => (
            <Checkbox
              key={flag}
              label={t(`people:fields.${flag}`)}
              description={t(`people:fields.${flag}_text`)}
              {...form.getInputProps(flag, { type: 'checkbox' })}
            />
          ))}
        </Stack>
        <fieldset style={{ border: '1px solid var(--line)', borderRadius: 'var(--radius)', padding: 12 }}>
          <legend className="muted">{t('people:fields.preview')}</legend>
          <FieldInput key={type} field={shown} value={preview} onChange={setPreview} />
        </fieldset>
      </Stack>
    </FormDrawer>
  );
}
