import { Button, Group, Modal, SegmentedControl, Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Page, RegisteredField } from '@/api/types';

interface SortDialogProps {
  sort: string;
  onSort: (sort: string) => void;
  onClose: () => void;
}

const names: Record<string, string> = {
  newest: 'created_at.desc',
  oldest: 'created_at.asc',
  name: 'name.asc',
  '-name': 'name.desc',
  last_contacted: 'last_contacted_at.desc',
  value: 'estimated_value.desc',
  orders_value: 'orders_value.desc',
};

// Every order that a list may have, also by fields that are no column of it: scores, risks, own fields.
export default function SortDialog({ sort, onSort, onClose }: SortDialogProps) {
  const { t, i18n } = useTranslation();
  const long = names[sort] ?? sort;
  const dot = long.lastIndexOf('.');
  const [field, setField] = useState(long.slice(0, dot));
  const [way, setWay] = useState(long.slice(dot + 1));
  const fields = useQuery({
    queryKey: ['fields', 'contact', 'sortable', i18n.language],
    queryFn: () =>
      api.get<Page<RegisteredField>>('/api/fields', {
        object: 'contact',
        computed: 'true',
      }),
    staleTime: 60_000,
    select: (page) => page.items.filter((one) => one.sortable),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('people:list.sort')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack gap="md">
        <Select
          label={t('people:list.sort_field')}
          data={(fields.data ?? []).map((one) => ({ value: one.name, label: one.label || one.name }))}
          value={field}
          onChange={(next) => next && setField(next)}
          searchable
          allowDeselect={false}
          data-autofocus
        />
        <SegmentedControl
          aria-label={t('people:list.sort_way')}
          data={[
            { value: 'desc', label: t('people:list.sort_down') },
            { value: 'asc', label: t('people:list.sort_up') },
          ]}
          value={way}
          onChange={setWay}
        />
        <Group justify="flex-end">
          <Button
            disabled={!field}
            onClick={() => {
              const next = `${field}.${way}`;
              onSort(Object.entries(names).find(([, other]) => other === next)?.[0] ?? next);
              onClose();
            }}
          >
            {t('people:list.sort_apply')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
