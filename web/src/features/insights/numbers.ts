import { currencyDigits, type Money } from '@/lib/format';
import { numberFormat } from '@/lib/intl';
import { useFormat } from '@/ui/session';

// Numbers of so many decimal places in the reader's language.
export function useDecimals(): (value: number, digits?: number) => string {
  const { locale } = useFormat();
  return (value, digits = 1) => numberFormat(locale, { maximumFractionDigits: digits }).format(value);
}

// Money as plain numbers of its main unit, for files and axes.
export function useUnit() {
  const format = useFormat();
  return {
    major: (value: Money) => value.amount / 10 ** currencyDigits(value.currency),
    axis: (value: number, currency: string) =>
      format.compactMoney({ amount: Math.round(value * 10 ** currencyDigits(currency)), currency }),
  };
}
