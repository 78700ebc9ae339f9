import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Permission, Role } from '@/api/types';
import classes from './Settings.module.css';

// What each role may do.
export function RoleTable() {
  const { t } = useTranslation();
  const roles = useQuery({
    queryKey: ['roles'],
    queryFn: () => api.get<Role[]>('/api/roles'),
  });
  const permissions = useQuery({
    queryKey: ['permissions'],
    queryFn: () => api.get<Permission[]>('/api/permissions'),
  });
  if (!roles.data || !permissions.data) return null;
  return (
    <div className={classes.block} style={{ maxWidth: 1000 }}>
      <h3 className={classes.title} id="roles">
        {t('access:users.roles')}
      </h3>
      <div className={classes.scroll} tabIndex={0} role="region" aria-labelledby="roles">
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('access:users.permission')}</th>
              {roles.data.map((role) => (
                <th scope="col" key={role.name}>
                  {t(`access:role.${role.name}.name`, { defaultValue: role.name })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {permissions.data.map((permission) => (
              <tr key={permission.name}>
                <th scope="row" style={{ fontWeight: 400 }} title={permission.name}>
                  {t(`permissions:${permission.name}`, { defaultValue: permission.text })}
                </th>
                {roles.data.map((role) => {
                  const may = role.permissions.includes(permission.name);
                  return (
                    <td key={role.name}>
                      <span className={may ? undefined : 'muted'} aria-hidden>
                        {may ? '✓' : '–'}
                      </span>
                      <span className="hidden-visually">
                        {t(may ? 'access:users.yes' : 'access:users.no')}
                      </span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
