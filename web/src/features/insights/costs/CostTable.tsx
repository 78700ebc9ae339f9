import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/ui/session';
import type { AcquisitionCosts, AcquisitionLine } from '../types';
import type { Place } from './CostDrawer';
import classes from './Costs.module.css';
import { type CostRow, type Kind, monthsBetween, rowsOf, spendOf } from './table';
import { channelName, sourceName } from '@/lib/names';

interface CostTableProps {
  costs: AcquisitionCosts;
  edit?: (place: Place) => void; // absent: reading alone
}

export function CostTable({ costs, edit }: CostTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const months = monthsBetween(costs.from, costs.to).reverse();
  return (
    <div
      className={classes.scroll}
      tabIndex={0}
      role="region"
      aria-label={t('access:settings.acquisition-costs.title')}
    >
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('acquisition:name')}</th>
            {months.map((month) => (
              <th key={month} scope="col">
                {format.month(month)}
              </th>
            ))}
          </tr>
        </thead>
        {(['channel', 'source'] as const).map((kind) => (
          <Rows key={kind} kind={kind} costs={costs} months={months} edit={edit} />
        ))}
      </table>
    </div>
  );
}

function Rows({ kind, costs, months, edit }: CostTableProps & { kind: Kind; months: string[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows = rowsOf(costs, kind);
  if (!rows.length) return null;
  return (
    <tbody>
      <tr className={classes.group}>
        <th scope="rowgroup">{t(`acquisition:kinds.${kind}`)}</th>
        {months.map((month) => {
          const amount = spendOf(rows, month);
          return (
            <td key={month}>{amount ? format.money({ amount, currency: costs.currency }, true) : ''}</td>
          );
        })}
      </tr>
      {rows.map((row) => (
        <tr key={row.name}>
          <th scope="row" title={row.name}>
            {kind === 'channel' ? channelName(t, row.name) : sourceName(t, row.name)}
          </th>
          {months.map((month) => (
            <td key={month}>
              <Cell row={row} kind={kind} month={month} edit={edit} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

interface CellProps {
  row: CostRow;
  kind: Kind;
  month: string;
  edit?: (place: Place) => void;
}

// The spend, and below it how many customers came for how much each.
function Cell({ row, kind, month, edit }: CellProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const line = row.cells.get(month);
  const place: Place = { kind, name: row.name, month, amount: line?.amount ?? undefined };
  const name = `${row.name}, ${format.month(month, true)}`;
  if (!edit) return line ? <Figures line={line} /> : <span className="muted">–</span>;
  return (
    <button
      type="button"
      className={classes.cell}
      data-empty={!line || undefined}
      onClick={() => edit(place)}
    >
      <span className="hidden-visually">
        {t(line?.amount ? 'acquisition:change_one' : 'acquisition:add_one', { name })}
        {': '}
      </span>
      {line ? <Figures line={line} /> : <IconPlus size={13} aria-hidden />}
    </button>
  );
}

function Figures({ line }: { line: AcquisitionLine }) {
  const { t } = useTranslation();
  const format = useFormat();
  const customers = t('acquisition:customers', { count: line.customers });
  return (
    <>
      <span className={classes.spend}>{line.amount ? format.money(line.amount, true) : '–'}</span>
      <span className={classes.note}>
        {line.amount && !line.worth
          ? t('acquisition:no_rate', { currency: line.amount.currency })
          : line.per_customer
            ? t('acquisition:each', { customers, cost: format.money(line.per_customer) })
            : customers}
      </span>
    </>
  );
}
