import { IconUsersPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from '@/ui/Link';
import { Sideways } from '@/ui/Sideways';
import { useCan, useFormat } from '@/ui/session';
import classes from '../Insights.module.css';

export interface LineItem {
  id: string;
  name: string;
  mark: ReactNode;
  list: string; // the contacts of the line
  segment: string; // the builder with its rule
  customers: number;
  money: string;
  colour: string;
}

// One line a group of customers: how many, which share, how much; leads to the people.
export function Lines({
  items,
  total,
  name,
  money,
}: {
  items: LineItem[];
  total: number;
  name: string;
  money: string;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const may = can('segments.write');
  return (
    <Sideways label={name}>
      <table className={classes.lines}>
        <thead>
          <tr>
            <th scope="col">{name}</th>
            <td className={classes.bar} />
            <th scope="col">{t('insights:column.customers')}</th>
            <th scope="col">{t('insights:column.share')}</th>
            <th scope="col">{money}</th>
            {may && (
              <th scope="col">
                <span className="hidden-visually">{t('insights:make_segment')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => {
            const share = total ? item.customers / total : 0;
            return (
              <tr key={item.id}>
                <th scope="row">
                  <Link
                    to={item.list}
                    aria-label={t('insights:show_people', { name: item.name })}
                    title={t('insights:show_people', { name: item.name })}
                  >
                    {item.mark}
                  </Link>
                </th>
                <td className={classes.bar}>
                  <span className={classes.share} aria-hidden>
                    <i style={{ width: `${share * 100}%`, background: item.colour }} />
                  </span>
                </td>
                <td>{format.number(item.customers)}</td>
                <td>{format.percent(share)}</td>
                <td>{item.money}</td>
                {may && (
                  <td>
                    <Link
                      to={item.segment}
                      className={classes.make}
                      aria-label={t('insights:make_segment_of', { name: item.name })}
                      title={t('insights:make_segment_of', { name: item.name })}
                    >
                      <IconUsersPlus size={15} aria-hidden />
                    </Link>
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Sideways>
  );
}
