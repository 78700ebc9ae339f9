import { Button } from '@mantine/core';
import { IconUserSearch, IconUsersPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useGo } from '@/ui/Link';
import { State } from '@/ui/States';
import { useCan } from '@/ui/session';

interface ContactsEmptyProps {
  filtered: boolean;
  clear: () => void;
  create?: () => void;
}

export function ContactsEmpty({ filtered, clear, create }: ContactsEmptyProps) {
  const { t } = useTranslation();
  const go = useGo();
  const can = useCan();
  if (filtered) {
    return (
      <State
        icon={IconUserSearch}
        tone="neutral"
        title={t('people:list.no_match')}
        actions={
          <Button variant="default" onClick={clear}>
            {t('people:list.clear')}
          </Button>
        }
      >
        {t('people:list.no_match_text')}
      </State>
    );
  }
  return (
    <State
      icon={IconUsersPlus}
      title={t('people:list.empty')}
      actions={
        <>
          {create && <Button onClick={create}>{t('people:list.empty_action')}</Button>}
          {can('contacts.import') && (
            <Button variant="default" onClick={() => go('/imports?kind=contacts')}>
              {t('people:list.empty_import')}
            </Button>
          )}
        </>
      }
    >
      {t('people:list.empty_text')}
    </State>
  );
}
