import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { Sideways } from '@/ui/Sideways';
import { useFormat } from '@/ui/session';
import classes from '../Insights.module.css';
import { useDecimals } from '../numbers';
import type { FitReport } from '../types';
import { parameters } from './fits';

const names = {
  bg_nbd: ['r', 'alpha', 'a', 'b'],
  gamma_gamma: ['p', 'q', 'gamma'],
  pareto_nbd: ['r', 'alpha', 's', 'beta'],
};

const symbols: Record<string, string> = { alpha: 'α', beta: 'β', gamma: 'γ' };

interface ParametersProps {
  model: keyof typeof names;
  fit: { parameters: object | null; standard_errors: object | null; report: FitReport; correlation?: number };
  before?: object | null;
}

// The parameters of one model with their uncertainty, beside those of the fit before.
export function Parameters({ model, fit, before }: ParametersProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const decimals = useDecimals();
  const rows = parameters(names[model], fit.parameters, fit.standard_errors, before);
  const { report } = fit;
  const number = (value: number | null) => (value === null ? '–' : decimals(value, value < 10 ? 4 : 2));
  const change = (value: number | null) => (value === null ? '–' : format.change(value));
  const head = ['parameter', 'value', 'error', 'before', 'change'].map((name) =>
    t(`insights:model.column.${name}`),
  );
  return (
    <Figure
      title={t(`insights:model.${model}`)}
      file={`${model}.csv`}
      head={head}
      rows={rows.map((row) => [row.name, row.value, row.error ?? '', row.before ?? '', row.change ?? ''])}
      shown={rows.map((row) => [
        row.name,
        number(row.value),
        number(row.error),
        number(row.before),
        change(row.change),
      ])}
    >
      <p className={classes.said} style={{ margin: '0 0 8px' }}>
        {t(`insights:model.${model}_text`)}
      </p>
      {rows.length > 0 ? (
        <Sideways label={t(`insights:model.${model}`)}>
          <table className={classes.lines}>
            <thead>
              <tr>
                {head.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.name}>
                  <th scope="row">
                    <i>{symbols[row.name] ?? row.name}</i>
                  </th>
                  <td>{number(row.value)}</td>
                  <td>{row.error === null ? '–' : `± ${number(row.error)}`}</td>
                  <td>{number(row.before)}</td>
                  <td>{change(row.change)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Sideways>
      ) : (
        <p className="muted">{t('insights:model.no_fit')}</p>
      )}
      <p className={classes.said}>
        {t('insights:model.likelihood', {
          value: decimals(report.log_likelihood, 1),
          repeat: format.number(report.repeat_customers),
          customers: format.number(report.customers),
        })}
        {fit.correlation !== undefined &&
          ` ${t('insights:model.correlation', { value: decimals(fit.correlation, 2) })}`}
      </p>
    </Figure>
  );
}
