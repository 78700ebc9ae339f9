import { useTranslation } from 'react-i18next';
import type { CustomField } from '@/api/types';
import type { Money } from '@/lib/format';
import { dateFormat, numberFormat } from '@/lib/intl';
import { Link } from '@/ui/Link';
import { Tags } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import { textIn } from './fields';
import { useRecord } from './RecordPicker';

// A stored value for reading; null when there is none.
export function FieldValue({ field, value }: { field: CustomField; value: unknown }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  if (value === undefined || value === null) return null;
  const label = (option: string) =>
    textIn(field.options.find((item) => item.value === option)?.label, i18n.language) || option;
  switch (field.type) {
    case 'number':
      return <span>{numberFormat(i18n.language, { maximumFractionDigits: 9 }).format(value as number)}</span>;
    case 'money':
      return <span>{format.money(value as Money)}</span>;
    case 'boolean':
      return <span>{t(value ? 'people:fields.yes' : 'people:fields.no')}</span>;
    case 'date':
      return (
        <span>
          {dateFormat(i18n.language, { dateStyle: 'medium', timeZone: 'UTC' }).format(
            new Date(`${value as string}T00:00:00Z`),
          )}
        </span>
      );
    case 'datetime':
      return (
        <span>
          {dateFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short' }).format(
            new Date(value as string),
          )}
        </span>
      );
    case 'choice':
      return <span>{label(value as string)}</span>;
    case 'multi_choice':
      return <Tags tags={(value as string[]).map(label)} />;
    case 'url':
      return (
        <a href={value as string} rel="noreferrer noopener" target="_blank" className="truncate">
          {(value as string).replace(/^https?:\/\//, '')}
        </a>
      );
    case 'email':
      return <a href={`mailto:${value as string}`}>{value as string}</a>;
    case 'phone':
      return <a href={`tel:${value as string}`}>{value as string}</a>;
    case 'reference':
      return <Reference object={field.validation.reference ?? 'contact'} id={value as string} />;
    default:
      return <span>{String(value)}</span>;
  }
}

// Another record by its name; one that is gone, or is none of the reader's, is told as such.
export function Reference({ object, id }: { object: 'contact' | 'company'; id: string }) {
  const { t } = useTranslation();
  const { name, missing } = useRecord(object, id);
  if (missing) return <span className="muted">{t('people:fields.gone')}</span>;
  return <Link to={`/${object === 'contact' ? 'contacts' : 'companies'}/${id}`}>{name || '…'}</Link>;
}
