import { useTranslation } from 'react-i18next';
import { Link } from '@/ui/Link';
import { Ago, Avatar, Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import type { Column } from '@/ui/table/types';
import { stageTone } from '../stages';
import type { AtRisk } from '../types';
import classes from './Churn.module.css';

export function useAtRiskColumns(): Column<AtRisk>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      id: 'name',
      title: t('insights:risk.customer'),
      width: 220,
      cell: (row) => {
        const name = row.name || row.email || t('insights:risk.unnamed');
        return (
          <span className={classes.name}>
            <Avatar name={name} size={24} />
            <Link to={`/contacts/${row.contact_id}`} className="record-link truncate" tabIndex={-1}>
              {name}
            </Link>
          </span>
        );
      },
    },
    {
      id: 'email',
      title: t('insights:risk.email'),
      width: 220,
      hidden: true,
      cell: (row) => <span className="truncate">{row.email ?? '–'}</span>,
    },
    {
      id: 'stage',
      title: t('insights:card.stage'),
      width: 130,
      cell: (row) => <Mark tone={stageTone[row.stage]}>{t(`insights:stage.${row.stage}`)}</Mark>,
    },
    {
      id: 'risk',
      title: t('insights:risk.risk'),
      width: 150,
      number: true,
      cell: (row) => (
        <span className={classes.risk}>
          <span className={classes.bar} aria-hidden>
            <i style={{ width: `${Math.min(row.churn_risk, 100)}%` }} />
          </span>
          {format.percent(row.churn_risk / 100, 0)}
        </span>
      ),
    },
    {
      id: 'clv',
      title: t('insights:card.clv'),
      width: 130,
      number: true,
      cell: (row) => format.money(row.clv),
    },
    {
      id: 'at_stake',
      title: t('insights:risk.at_stake'),
      width: 130,
      number: true,
      cell: (row) => <strong>{format.money(row.at_stake)}</strong>,
    },
    {
      id: 'orders',
      title: t('insights:risk.orders'),
      width: 90,
      number: true,
      cell: (row) => format.number(row.orders),
    },
    {
      id: 'revenue',
      title: t('insights:column.revenue'),
      width: 130,
      number: true,
      hidden: true,
      cell: (row) => format.money(row.revenue),
    },
    {
      id: 'last_order',
      title: t('insights:risk.last_order'),
      width: 140,
      cell: (row) => <Ago at={row.last_order_at} />,
    },
    {
      id: 'overdue',
      title: t('insights:risk.overdue'),
      width: 120,
      number: true,
      cell: (row) =>
        row.overdue_days >= 1 ? (
          t('insights:days', { count: Math.round(row.overdue_days) })
        ) : (
          <span className="muted">{t('insights:risk.not_due')}</span>
        ),
    },
  ];
}
