import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ApiKey } from '@/api/types';
import { Ago, Mark } from '@/ui/marks';
import classes from './Settings.module.css';

export function KeyTable({ keys, onRevoke }: { keys: ApiKey[]; onRevoke: (key: ApiKey) => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('access:settings.keys.title')}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('access:field.name')}</th>
            <th scope="col">{t('access:keys.kind')}</th>
            <th scope="col">{t('access:users.role')}</th>
            <th scope="col">{t('access:keys.made')}</th>
            <th scope="col">{t('access:keys.used')}</th>
            <th scope="col">
              <span className="hidden-visually">{t('access:keys.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.id}>
              <th scope="row">
                {key.name} {key.revoked_at && <Mark tone="bad">{t('access:keys.revoked')}</Mark>}
                <div className="muted" style={{ fontWeight: 400 }}>
                  {key.prefix}…
                </div>
              </th>
              <td>{t(`access:keys.kinds.${key.kind}`)}</td>
              <td>{key.role ? t(`access:role.${key.role}.name`, { defaultValue: key.role }) : '–'}</td>
              <td>
                <Ago at={key.created_at} />
              </td>
              <td>
                <Ago at={key.last_used_at} none={t('people:never')} />
              </td>
              <td>
                {!key.revoked_at && (
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    data-danger
                    aria-label={t('access:keys.revoke_one', { name: key.name })}
                    onClick={() => onRevoke(key)}
                  >
                    {t('access:keys.revoke')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
