import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useUsers } from './people';

interface OwnerSelectProps {
  value?: string | null;
  onChange: (id: string | null) => void;
  label?: string;
  error?: React.ReactNode;
}

export function OwnerSelect({ value, onChange, label, error }: OwnerSelectProps) {
  const { t } = useTranslation();
  const users = useUsers();
  return (
    <Select
      label={label}
      aria-label={label ? undefined : t('access:owner.label')}
      placeholder={t('access:owner.none')}
      data={users.map((user) => ({ value: user.id, label: user.name || user.email }))}
      value={value ?? null}
      onChange={onChange}
      error={error}
      searchable
      clearable
    />
  );
}
