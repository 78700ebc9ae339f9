import { useTranslation } from 'react-i18next';
import { useFormat } from './session';

// An honest total: "10,000+" when more than that were not counted.
export function TotalCount({ total }: { total: { value: number; exact: boolean } }) {
  const { t } = useTranslation();
  const format = useFormat();
  const number = format.number(total.value);
  return <>{total.exact ? number : t('ui:table.at_least', { number })}</>;
}
