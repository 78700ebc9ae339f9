// What the settings do to fields: order, remove, bring back.
import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { ArchivedField, CustomField, FieldShown, Page } from '@/api/types';
import { toast } from '@/ui/toast';
import { type FieldObject, fieldsKey, textIn } from './fields';

// What was removed within the last thirty days.
export function RemovedFields({ object }: { object: FieldObject }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ['fields', 'removed', object],
    queryFn: () => api.get<Page<FieldShown>>('/api/fields', { object, archived: 'true' }),
  });
  const restore = (name: string) =>
    api.post(`/api/fields/${object}/${name}/restore`).then(
      () => {
        void queries.invalidateQueries({ queryKey: ['fields'] });
        toast.done(t('people:fields.restored'));
      },
      (error) => toast.failed(error, () => void restore(name)),
    );
  if (!data?.items.length) return null;
  return (
    <>
      <h3 style={{ fontSize: 14, margin: '24px 0 6px' }}>{t('people:fields.removed_title')}</h3>
      <p className="muted">{t('people:fields.removed_text')}</p>
      <ul style={{ listStyle: 'none', padding: 0 }}>
        {data.items.map((item) => (
          <li key={item.name} style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
            {textIn(item.custom?.label, i18n.language)} <code>{item.name}</code>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconArrowBackUp size={14} />}
              onClick={() => void restore(item.name)}
            >
              {t('people:fields.restore')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

export function useFieldChanges(object: FieldObject, fields: CustomField[]) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const refresh = () => void queries.invalidateQueries({ queryKey: ['fields'] });
  const move = (field: CustomField, to: number) => {
    const names = fields.map((item) => item.name).filter((name) => name !== field.name);
    names.splice(to, 0, field.name);
    api.put<Page<FieldShown>>('/api/fields/order', { object, names }).then(
      (page) => queries.setQueryData(fieldsKey(object), page),
      (error) => toast.failed(error, () => move(field, to)),
    );
  };
  const remove = (field: CustomField) => {
    api.delete<ArchivedField>(`/api/fields/${object}/${field.name}`, field.version).then(
      (removed) => {
        refresh();
        toast.done(
          t('people:fields.removed', {
            name: textIn(field.label, i18n.language),
            count: removed.usage.records,
          }),
        );
      },
      (error) => toast.failed(error, () => remove(field)),
    );
  };
  return { move, remove };
}
