import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useStores } from '@/features/events/widgets';

interface StoreSelectProps {
  value: string;
  label: string;
  onChange: (id: string) => void;
}

export function StoreSelect({ value, label, onChange }: StoreSelectProps) {
  const { t } = useTranslation();
  const data = useStores().map((store) => ({ value: store.id, label: store.name }));
  return (
    <Select
      size="xs"
      aria-label={label}
      placeholder={t('lists:builder.choose')}
      data={data}
      value={value || null}
      onChange={(id) => id && onChange(id)}
      searchable
      allowDeselect={false}
    />
  );
}
