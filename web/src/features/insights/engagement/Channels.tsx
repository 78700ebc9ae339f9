import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { Sideways } from '@/ui/Sideways';
import { useFormat } from '@/ui/session';
import shared from '../Insights.module.css';
import { useUnit } from '../numbers';
import type { ChannelReport } from '../types';

// What was measured on each channel, and which orders followed. That one follows the other proves no cause, and the
// page says so.
export function Channels({ report }: { report: ChannelReport | null | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { major } = useUnit();
  const channels = report?.channels ?? [];
  const currency = channels[0]?.last_revenue.currency ?? format.currency;
  const title = t('reports:channels.title');
  const named = (key: string) =>
    key === 'none' || key === ''
      ? t(`reports:channels.${key || 'unknown'}`)
      : t(`preferences:channel.${key}`, { defaultValue: key });
  const columns = [
    'channel',
    'people',
    'acts',
    'reached',
    'answered',
    'last_orders',
    'last_revenue',
    'first_orders',
    'first_revenue',
  ] as const;
  const heads = columns.map((name) => t(`reports:channels.column.${name}`));
  const rows = channels.map((one) => ({
    id: one.channel || 'unknown',
    name: named(one.channel),
    kinds: one.kinds.map((kind) => `${kind.type} ${format.number(kind.acts)}`).join(', '),
    cells: [
      format.number(one.people),
      format.number(one.acts),
      one.reached ? format.number(one.reached) : '–',
      one.reached ? format.percent(one.answered / one.reached) : '–',
      format.number(one.last_orders),
      format.money(one.last_revenue, true),
      format.number(one.first_orders),
      format.money(one.first_revenue, true),
    ],
  }));
  return (
    <Figure
      title={title}
      file="channels.csv"
      head={heads.map((head, index) => (index === 6 || index === 8 ? `${head} ${currency}` : head))}
      rows={channels.map((one) => [
        one.channel,
        one.people,
        one.acts,
        one.reached,
        one.answered,
        one.last_orders,
        major(one.last_revenue),
        one.first_orders,
        major(one.first_revenue),
      ])}
      shown={rows.map((row) => [row.name, ...row.cells])}
    >
      {channels.length === 0 ? (
        <p className="muted">{t(report ? 'reports:channels.empty' : 'reports:channels.none_yet')}</p>
      ) : (
        <Sideways label={title}>
          <table className={shared.lines}>
            <thead>
              <tr>
                {heads.map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <th scope="row">
                    {row.name}
                    {row.kinds && <div className="muted">{row.kinds}</div>}
                  </th>
                  {row.cells.map((cell, index) => (
                    <td key={columns[index + 1]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Sideways>
      )}
      {report && (
        <p className={shared.said}>
          {t('reports:channels.means', {
            from: format.date(report.from),
            to: format.date(report.to),
            days: report.touch_days,
          })}
        </p>
      )}
    </Figure>
  );
}
