import { IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '@/ui/ActionButton';
import { useGo } from '@/ui/Link';
import { useFormat } from '@/ui/session';
import { useCommands } from '@/ui/useCommands';
import { searchQuery } from './api';

// On the contacts page: how many pairs wait; nothing when there are none.
export function DuplicatesLink() {
  const { t } = useTranslation();
  const go = useGo();
  const format = useFormat();
  const open = useQuery(searchQuery).data?.open;
  useCommands([
    {
      id: 'go.duplicates',
      title: t('duplicates:title'),
      group: 'go',
      keys: 'g d',
      run: () => go('/duplicates'),
    },
  ]);
  if (!open?.value) return null;
  const count = format.number(open.value) + (open.exact ? '' : '+');
  return (
    <ActionButton
      variant="subtle"
      icon={IconUsersGroup}
      label={t('duplicates:link', { count })}
      onClick={() => go('/duplicates')}
    />
  );
}
