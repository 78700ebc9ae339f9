import { ActionIcon } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CurrencyRate } from '@/api/types';
import { useFormat } from '@/ui/session';
import classes from './Settings.module.css';

export function RateTable({
  rates,
  onRemove,
}: {
  rates: CurrencyRate[];
  onRemove?: (rate: CurrencyRate) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div
      className={classes.scroll}
      tabIndex={0}
      role="region"
      aria-label={t('access:settings.currencies.title')}
    >
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('access:workspace.currency')}</th>
            <th scope="col">{t('access:currencies.day')}</th>
            <th scope="col">{t('access:currencies.rate')}</th>
            <th scope="col">{t('access:currencies.source')}</th>
            {onRemove && (
              <th scope="col">
                <span className="hidden-visually">{t('access:currencies.remove')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rates.map((rate) => (
            <tr key={`${rate.currency} ${rate.day}`}>
              <th scope="row">{rate.currency}</th>
              <td>{format.date(rate.day)}</td>
              <td>
                {rate.rate} {rate.reporting}
              </td>
              <td>{rate.source}</td>
              {onRemove && (
                <td>
                  <ActionIcon
                    size={26}
                    onClick={() => onRemove(rate)}
                    aria-label={t('access:currencies.remove_one', { currency: rate.currency, day: rate.day })}
                  >
                    <IconTrash size={15} />
                  </ActionIcon>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
