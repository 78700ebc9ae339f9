import { ActionIcon, Button, Group, SegmentedControl, Skeleton, TextInput, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconForms, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { CustomField, FieldUsage } from '@/api/types';
import { Panel, settingsTable } from '@/features/access/widgets';
import { fold } from '@/lib/commands';
import { Mark } from '@/ui/marks';
import { ErrorState, State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { FieldDrawer } from './FieldDrawer';
import { RemovedFields, useFieldChanges } from './fieldChanges';
import { type FieldObject, textIn, useFields, useOwnFields } from './fields';

// Settings → Fields: what the workspace adds to contacts and companies.
export default function FieldsSection() {
  const { t, i18n } = useTranslation();
  const can = useCan();
  const [object, setObject] = useState<FieldObject>('contact');
  const [words, setWords] = useState('');
  const [open, setOpen] = useState<CustomField | 'new' | null>(null);
  const query = useFields(object);
  const fields = useOwnFields(object);
  const { move, remove } = useFieldChanges(object, fields);
  const writable = can('fields.write');
  const shown = fields.filter((field) =>
    fold(`${textIn(field.label, i18n.language)} ${field.name}`).includes(fold(words)),
  );
  return (
    <Panel
      id="fields"
      action={
        writable && (
          <Button leftSection={<IconPlus size={15} />} onClick={() => setOpen('new')}>
            {t('people:fields.create')}
          </Button>
        )
      }
    >
      <Group mb="md" gap="sm">
        <SegmentedControl
          aria-label={t('people:fields.object')}
          value={object}
          onChange={(value) => setObject(value as FieldObject)}
          data={(['contact', 'company'] as const).map((value) => ({
            value,
            label: t(`people:fields.objects.${value}`),
          }))}
        />
        {fields.length > 6 && (
          <TextInput
            type="search"
            value={words}
            placeholder={t('people:fields.search')}
            aria-label={t('people:fields.search')}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        )}
      </Group>
      {query.error && <ErrorState error={query.error} retry={() => void query.refetch()} compact />}
      {query.isPending && <Skeleton height={120} />}
      {query.data && !fields.length && (
        <State icon={IconForms} compact title={t('people:fields.none_title')}>
          {t(`people:fields.none_${object}`)}
        </State>
      )}
      {shown.length > 0 && (
        <div style={{ overflowX: 'auto' }}>
          <table className={settingsTable} style={{ maxWidth: 860 }}>
            <thead>
              <tr>
                <th scope="col">{t('people:fields.label')}</th>
                <th scope="col">{t('people:fields.name')}</th>
                <th scope="col">{t('people:fields.type')}</th>
                <th scope="col">{t('people:fields.used')}</th>
                <th scope="col">
                  <span className="hidden-visually">{t('people:fields.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((field) => {
                const label = textIn(field.label, i18n.language);
                const place = fields.indexOf(field);
                return (
                  <tr key={field.name}>
                    <th scope="row">
                      {label} {field.required && <Mark tone="neutral">{t('people:fields.required')}</Mark>}{' '}
                      {field.unique && <Mark tone="neutral">{t('people:fields.unique')}</Mark>}{' '}
                      {field.preparing && <Mark tone="info">{t('people:fields.preparing')}</Mark>}
                    </th>
                    <td>
                      <code>{field.name}</code>
                    </td>
                    <td>{t(`people:fields.types.${field.type}`)}</td>
                    <td>
                      <Usage field={field} />
                    </td>
                    <td>
                      {writable && (
                        <Group gap={2} wrap="nowrap" justify="flex-end">
                          <Action
                            label={t('people:fields.up', { name: label })}
                            icon={IconArrowUp}
                            disabled={place === 0 || words !== ''}
                            run={() => move(field, place - 1)}
                          />
                          <Action
                            label={t('people:fields.down', { name: label })}
                            icon={IconArrowDown}
                            disabled={place === fields.length - 1 || words !== ''}
                            run={() => move(field, place + 1)}
                          />
                          <Action
                            label={t('people:fields.edit', { name: label })}
                            icon={IconPencil}
                            run={() => setOpen(field)}
                          />
                          <Action
                            label={t('people:fields.remove', { name: label })}
                            icon={IconTrash}
                            run={() => remove(field)}
                          />
                        </Group>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {writable && <RemovedFields object={object} />}
      {open && (
        <FieldDrawer
          object={object}
          field={open === 'new' ? undefined : open}
          onClose={() => setOpen(null)}
        />
      )}
    </Panel>
  );
}

interface ActionProps {
  label: string;
  icon: typeof IconPencil;
  disabled?: boolean;
  run: () => void;
}

function Action({ label, icon: Icon, disabled, run }: ActionProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} disabled={disabled} onClick={run}>
        <Icon size={15} />
      </ActionIcon>
    </Tooltip>
  );
}

function Usage({ field }: { field: CustomField }) {
  const format = useFormat();
  const { data } = useQuery({
    queryKey: ['fields', 'usage', field.object, field.name],
    queryFn: () => api.get<FieldUsage>(`/api/fields/${field.object}/${field.name}/usage`),
    staleTime: 60_000,
  });
  if (!data) return <span className="muted">…</span>;
  return (
    <span>
      {format.number(data.records)}
      {data.exact ? '' : '+'}
    </span>
  );
}
