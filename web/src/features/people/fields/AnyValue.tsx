import { useTranslation } from 'react-i18next';
import type { CustomField, Money } from '@/api/types';
import { useUsers } from '@/features/access/widgets';
import { useFormat } from '@/ui/session';
import { FieldValue, Reference } from './FieldValue';

interface AnyValueProps {
  field: string; // custom.<name> for the workspace's own
  value: unknown;
  own: CustomField[];
  none: string; // what stands for no value
}

// The value of any field of a contact, as people read it: names instead of ids, labels instead of words of files.
export function AnyValue({ field, value, own, none }: AnyValueProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const users = useUsers();
  const custom = own.find((item) => `custom.${item.name}` === field);
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length))
    return <span className="muted">{none}</span>;
  if (custom) return <FieldValue field={custom} value={value} />;
  if (field === 'company_id') return <Reference object="company" id={String(value)} />;
  return <span>{text()}</span>;

  function text(): string {
    if (field === 'country') return format.country(String(value));
    if (field === 'owner_id') return users.find((user) => user.id === value)?.name ?? t('access:owner.other');
    if (field === 'stage' || field === 'status')
      return t(`people:status.${String(value)}`, { defaultValue: String(value) });
    if (field === 'consent_status')
      return t(`people:consent.${String(value)}`, { defaultValue: String(value) });
    if (field === 'subscription_status') return t(`events:subscription.status.${String(value)}`);
    if (field === 'billing_interval') return t(`events:subscription.every.${String(value)}`);
    if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return format.date(value);
    if (Array.isArray(value)) return value.join(', ');
    if (typeof value === 'object')
      return value !== null && 'amount' in value && 'currency' in value
        ? format.money(value as Money)
        : JSON.stringify(value);
    return String(value);
  }
}
