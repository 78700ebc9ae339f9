import { currencyDigits, type Money } from '@/lib/format';

// A field of a form that holds an amount in whole units of a currency; empty: none.
export const typedOf = (money: Money | null | undefined): number | '' =>
  money ? money.amount / 10 ** currencyDigits(money.currency) : '';

export const moneyOf = (typed: unknown, currency: string): Money | null =>
  typeof typed === 'number' ? { amount: Math.round(typed * 10 ** currencyDigits(currency)), currency } : null;
