import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '@/api/types';
import { useFormat } from '@/ui/session';
import type { Column } from '@/ui/table/types';
import { useAuditTitle } from './useAuditTitle';

export function useAuditColumns(show: (entry: AuditEntry) => void): Column<AuditEntry>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const title = useAuditTitle();
  return [
    {
      id: 'summary',
      title: t('access:audit.what'),
      width: 320,
      cell: (row) => (
        <button
          type="button"
          className="record-button record-link truncate"
          tabIndex={-1}
          onClick={() => show(row)}
        >
          {title(row)}
        </button>
      ),
    },
    {
      id: 'actor',
      title: t('access:audit.who'),
      width: 170,
      cell: (row) => (
        <span>
          {row.actor_name || t(`access:audit.kind.${row.actor_kind}`, { defaultValue: row.actor_kind })}
        </span>
      ),
    },
    {
      id: 'action',
      title: t('access:audit.action'),
      width: 180,
      cell: (row) => <span className="muted">{row.action}</span>,
    },
    {
      id: 'at',
      title: t('access:audit.when'),
      width: 190,
      cell: (row) => <span className="tabular">{format.dateTime(row.at)}</span>,
    },
  ];
}
