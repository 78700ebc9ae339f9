import { useTranslation } from 'react-i18next';
import type { Order } from '@/api/types';
import { useFormat } from '@/ui/session';
import classes from './OrderDetail.module.css';

// What was bought, and how the sum comes about.
export function OrderLines({ order, brief }: { order: Order; brief?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const span = brief ? 2 : 3;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t('events:field.product')}</th>
          <th scope="col">{t('events:field.quantity')}</th>
          {!brief && <th scope="col">{t('events:field.unit_price')}</th>}
          <th scope="col">{t('events:field.total')}</th>
        </tr>
      </thead>
      <tbody>
        {order.lines?.map((line) => (
          <tr key={line.position}>
            <td>
              {line.name}
              <div className={classes.small}>
                {[line.sku, line.category].filter(Boolean).join(' · ')}
                {line.refunded_quantity
                  ? ` · ${t('events:detail.returned', { count: line.refunded_quantity })}`
                  : ''}
              </div>
            </td>
            <td>{format.number(line.quantity)}</td>
            {!brief && <td>{format.money(line.unit_price)}</td>}
            <td>{format.money(line.total)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        {order.discount?.amount ? (
          <Sum label={t('events:field.discount')} value={`−${format.money(order.discount)}`} span={span} />
        ) : null}
        <Sum label={t('events:field.total')} value={format.money(order.total)} span={span} />
        {order.refunded?.amount ? (
          <Sum label={t('events:field.refunded')} value={`−${format.money(order.refunded)}`} span={span} />
        ) : null}
        {order.refunded?.amount ? (
          <Sum label={t('events:field.net')} value={format.money(order.net)} span={span} />
        ) : null}
      </tfoot>
    </table>
  );
}

function Sum({ label, value, span }: { label: string; value: string; span: number }) {
  return (
    <tr>
      <td colSpan={span} style={{ textAlign: 'right' }}>
        {label}
      </td>
      <td>{value}</td>
    </tr>
  );
}
