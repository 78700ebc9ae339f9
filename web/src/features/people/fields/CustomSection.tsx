import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomField } from '@/api/types';
import { FormDrawer } from '@/ui/FormDrawer';
import { Facts, Section } from '@/ui/Section';
import { useRecordForm } from '@/ui/useRecordForm';
import { FieldInput } from './FieldInput';
import { FieldValue } from './FieldValue';
import { type CustomValues, customOf, type FieldObject, textIn, useOwnFields } from './fields';

interface CustomSectionProps {
  object: FieldObject;
  record: { custom?: unknown };
  save?: (changes: Record<string, unknown>) => Promise<unknown>; // absent: reading only
}

// The values of the workspace's own fields; each is changed in its place.
export function CustomSection({ object, record, save }: CustomSectionProps) {
  const { t, i18n } = useTranslation();
  // What was read when the drawer was opened: a refresh behind it must not turn an old value into an edit.
  const [editing, setEditing] = useState<Omit<ValueDrawerProps, 'onClose'> | null>(null);
  const fields = useOwnFields(object);
  const values = customOf(record);
  if (!fields.length) return null;
  return (
    <Section title={t('people:fields.section')}>
      <Facts
        all
        items={fields.map((field) => {
          const label = textIn(field.label, i18n.language);
          const value = values[field.name];
          return [
            label,
            <span
              key={field.name}
              style={{ display: 'inline-flex', gap: 4, alignItems: 'center', minWidth: 0 }}
            >
              {value === undefined || value === null ? (
                <span className="muted">–</span>
              ) : (
                <FieldValue field={field} value={value} />
              )}
              {save && (
                <Tooltip label={t('people:fields.edit_value', { name: label })}>
                  <ActionIcon
                    size={22}
                    aria-label={t('people:fields.edit_value', { name: label })}
                    onClick={() => setEditing({ object, field, values, save })}
                  >
                    <IconPencil size={13} />
                  </ActionIcon>
                </Tooltip>
              )}
            </span>,
          ];
        })}
      />
      {editing && <ValueDrawer {...editing} onClose={() => setEditing(null)} />}
    </Section>
  );
}

interface ValueDrawerProps {
  object: FieldObject;
  field: CustomField;
  values: CustomValues;
  save: (changes: Record<string, unknown>) => Promise<unknown>;
  onClose: () => void;
}

function ValueDrawer({ object, field, values, save, onClose }: ValueDrawerProps) {
  const { t, i18n } = useTranslation();
  const path = `custom.${field.name}`;
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: { custom: { [field.name]: values[field.name] ?? null } as CustomValues },
    send: ({ custom }) => {
      const value = custom[field.name];
      return save({ custom: { [field.name]: value === '' ? null : value } });
    },
    done: onClose,
    // Of contacts both versions were seen side by side already.
    failed: (error) => object === 'contact' && error.code === 'stale',
  });
  return (
    <FormDrawer
      title={textIn(field.label, i18n.language)}
      submitLabel={t('people:form.save')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={submit}
      onClose={onClose}
    >
      <FieldInput
        field={field}
        autoFocus
        value={form.getValues().custom[field.name]}
        error={form.errors[path]}
        onChange={(value) => form.setFieldValue(path as never, value as never)}
      />
    </FormDrawer>
  );
}
