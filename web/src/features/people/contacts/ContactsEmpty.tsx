import { Button } from '@mantine/core';
import { IconUserSearch, IconUsersPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useGo } from '@/ui/Link';
import { State } from '@/ui/States';
import { useCan, useSeesPart } from '@/ui/session';

interface ContactsEmptyProps {
  filtered: boolean;
  clear: () => void;
  create?: () => void;
}

export function ContactsEmpty({ filtered, clear, create }: ContactsEmptyProps) {
  const { t } = useTranslation();
  const go = useGo();
  const can = useCan();
  const part = useSeesPart();
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
      title={t(part ? 'people:list.empty_part' : 'people:list.empty')}
      actions={
        <>
          {create && (
            <Button onClick={create}>
              {t(part ? 'people:list.empty_part_action' : 'people:list.empty_action')}
            </Button>
          )}
          {can('contacts.import') && (
            <Button variant="default" onClick={() => go('/imports?kind=contacts')}>
              {t('people:list.empty_import')}
            </Button>
          )}
        </>
      }
    >
      {t(part ? 'people:list.empty_part_text' : 'people:list.empty_text')}
    </State>
  );
}
