// What a fit says, made ready for tables and pictures. Pure.
import type { Backtest, FitReport, PurchaseFit } from '../types';

export interface Parameter {
  name: string;
  value: number;
  error: number | null; // standard error
  before: number | null; // in the fit before
  change: number | null; // against it, as a ratio
}

type Values = { [name: string]: number } | object | null | undefined;

const valueOf = (values: Values, name: string): number | null => {
  const value = (values as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === 'number' ? value : null;
};

export function parameters(names: string[], values: Values, errors: Values, before: Values): Parameter[] {
  return names.flatMap((name) => {
    const value = valueOf(values, name);
    if (value === null) return [];
    const old = valueOf(before, name);
    return [
      {
        name,
        value,
        error: valueOf(errors, name),
        before: old,
        change: old ? (value - old) / old : null,
      },
    ];
  });
}

// The fit that came before one; the newest stands first.
export function fitBefore(fits: PurchaseFit[], id: string): PurchaseFit | undefined {
  const at = fits.findIndex((fit) => fit.id === id);
  return at < 0 ? undefined : fits.slice(at + 1).find((fit) => fit.purchases.parameters);
}

// A fit of too few customers: there is neither a parameter nor a figure to show.
export const saysNothing = (fit: PurchaseFit): boolean =>
  !fit.purchases.parameters && !fit.order_values.parameters && !fit.second_opinion.parameters;

// "0", "3", "4-6" or "7+": how often customers came back before the cut.
export function className(one: Backtest['classes'][number]): string {
  if (one.to === null) return `${one.from}+`;
  return one.to === one.from ? String(one.from) : `${one.from}–${one.to}`;
}

export const dayOf = (days: number): string =>
  new Date(Math.round(days) * 86_400_000).toISOString().slice(0, 10);

// The first week that the back-test did not know.
export function firstUnknownWeek(test: Pick<Backtest, 'tracking' | 'cut'>): number | null {
  return test.tracking.find((point) => point.day > test.cut)?.week ?? null;
}

export type Outcome = 'converged' | 'shrunk' | 'not_enough' | 'not_converged';

export function outcomeOf(report: FitReport, fitted: boolean): Outcome {
  if (report.converged) return report.shrinkage ? 'shrunk' : 'converged';
  return fitted ? 'not_converged' : 'not_enough';
}

// How well an AUC tells those who leave from those who stay.
export function aucWord(auc: number): 'poor' | 'fair' | 'good' {
  if (auc < 0.65) return 'poor';
  return auc < 0.8 ? 'fair' : 'good';
}
