import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFieldSpecs } from '@/features/people/widgets';
import type { FieldSpec } from '@/ui/filters/builder/types';
import { useFormat } from '@/ui/session';
import { currencyDigits, type Format } from '@/lib/format';
import type { Reason } from '../types';
import classes from './NextActions.module.css';

// Which conditions of the rule hold, each with what was found: "Lifecycle stage: At risk".
export function Reasons({ reasons }: { reasons: Reason[] }) {
  const { t } = useTranslation();
  const fields = useFieldSpecs();
  const format = useFormat();
  return (
    <ul className={classes.reasons}>
      {reasons.map((reason) => {
        const name = (reason.condition as { field?: string; history?: string } | null)?.field;
        const field = fields.find((one) => one.name === name);
        return (
          <li key={reason.text}>
            <IconCheck size={13} aria-hidden />
            {field ? (
              <span title={reason.text}>
                {t('ui:named', { name: field.label })}{' '}
                <strong>
                  {field.kind === 'instant' && !reason.found
                    ? t('people:never')
                    : found(field, reason.found ?? null, format)}
                </strong>
              </span>
            ) : (
              <code>{reason.text}</code>
            )}
          </li>
        );
      })}
    </ul>
  );
}

export function found(
  field: Pick<FieldSpec, 'kind'> & Partial<Pick<FieldSpec, 'options'>>,
  value: string | null,
  format: Format,
): string {
  if (value === null) return '–';
  const option = field.options?.find((one) => one.value === value);
  if (option) return option.label;
  if (field.kind === 'instant' && !Number.isNaN(Date.parse(value))) return format.relative(value);
  if (field.kind === 'date') return format.date(value);
  if (field.kind === 'number' && !Number.isNaN(Number(value))) return format.number(Number(value));
  const money = /^(-?[\d.]+) ([A-Z]{3,4})$/.exec(value);
  if (!money) return value;
  const currency = money[2] ?? '';
  return format.money({ amount: Math.round(Number(money[1]) * 10 ** currencyDigits(currency)), currency });
}
