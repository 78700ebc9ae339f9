import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '@/api/types';
import { Mark } from '@/ui/marks';
import { useCan } from '@/ui/session';
import { useQuickChange } from '../api';
import { stages, statusTone } from '../model';
import classes from './Contact.module.css';

// The shown status; by hand the stage below it is changed.
export function StatusMenu({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const can = useCan();
  const change = useQuickChange();
  const label = t(`people:status.${contact.status}`);
  if (!can('contacts.write')) return <Mark tone={statusTone[contact.status]}>{label}</Mark>;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button
          type="button"
          className={classes.status}
          data-status-menu
          aria-label={t('people:page.status_label', { status: label })}
        >
          <Mark tone={statusTone[contact.status]}>
            {label}
            <IconChevronDown size={12} aria-hidden />
          </Mark>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('people:page.set_stage')}</Menu.Label>
        {stages.map((stage) => (
          <Menu.Item
            key={stage}
            rightSection={contact.stage === stage ? <IconCheck size={14} /> : null}
            onClick={() =>
              change(contact, { stage }, contact.status === contact.stage ? { status: stage } : {})
            }
          >
            {t(`people:status.${stage}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
