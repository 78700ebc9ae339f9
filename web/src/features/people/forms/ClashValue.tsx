import { useTranslation } from 'react-i18next';
import type { CustomField, Money } from '@/api/types';
import { useUsers } from '@/features/access/widgets';
import { useFormat } from '@/ui/session';
import { FieldValue } from '../fields/FieldValue';
import { useRecordName } from '../fields/RecordPicker';

// One value of a comparison, in words.
export function ClashValue({ field, value, own }: { field: string; value: unknown; own: CustomField[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const users = useUsers();
  const custom = own.find((item) => `custom.${item.name}` === field);
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length))
    return <span className="muted">{t('people:stale.nothing')}</span>;
  if (custom) return <FieldValue field={custom} value={value} />;
  if (field === 'company_id') return <Company id={String(value)} />;
  return <span>{text()}</span>;

  function text(): string {
    if (field === 'country') return format.country(String(value));
    if (field === 'owner_id') return users.find((user) => user.id === value)?.name ?? t('access:owner.other');
    if (field === 'stage' || field === 'status') return t(`people:status.${String(value)}`);
    if (field === 'consent_status') return t(`people:consent.${String(value)}`);
    if (field === 'estimated_value') return format.money(value as Money);
    return Array.isArray(value) ? value.join(', ') : String(value);
  }
}

function Company({ id }: { id: string }) {
  return <span>{useRecordName('company', id) || id}</span>;
}
