import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '@/api/types';
import { Facts } from '@/ui/Section';
import { useFormat } from '@/ui/session';
import classes from './Settings.module.css';
import { useAuditTitle } from './useAuditTitle';

export function AuditDetail({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const title = useAuditTitle();
  const show = (value: unknown) => {
    if (value === null || value === undefined || value === '') return '–';
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={460}
      title={title(entry)}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Facts
        items={[
          [t('access:audit.when'), format.dateTime(entry.at)],
          [t('access:audit.who'), entry.actor_name],
          [t('access:audit.action'), entry.action],
          [t('access:audit.what'), entry.summary],
          [t('access:audit.object'), [entry.object_type, entry.object_id].filter(Boolean).join(' ')],
          [t('access:audit.address'), entry.ip],
          [t('access:audit.number'), entry.seq === null ? t('access:audit.unsealed') : String(entry.seq)],
          [t('access:audit.hash'), entry.hash],
        ]}
      />
      {entry.changes && entry.changes.length > 0 && (
        <ul className={classes.changes}>
          {entry.changes.map((change) => (
            <li key={change.field}>
              <strong>{t(`people:field.${change.field}`, { defaultValue: change.field })}</strong>
              <br />
              {show(change.from)} → {show(change.to)}
            </li>
          ))}
        </ul>
      )}
    </Drawer>
  );
}
