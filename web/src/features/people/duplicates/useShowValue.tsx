import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { languageName } from '@/lib/format';
import { useFormat } from '@/ui/session';
import { useUsers } from '@/features/access/widgets';

// Any value of a field, as people read it.
export function useShowValue(): (value: unknown, field?: string) => ReactNode {
  const format = useFormat();
  const users = useUsers();
  const { i18n } = useTranslation();
  return (value, field) => {
    if (value === null || value === undefined || value === '') return <span className="muted">–</span>;
    if (Array.isArray(value)) return value.length ? value.join(', ') : <span className="muted">–</span>;
    if (typeof value === 'object') {
      return 'amount' in value && 'currency' in value
        ? format.money(value as { amount: number; currency: string })
        : JSON.stringify(value);
    }
    const text = String(value);
    if (field === 'country') return format.country(text);
    if (field === 'locale') return languageName(i18n.language, text);
    const user = users.find((one) => one.id === text);
    return user ? user.name || user.email : text;
  };
}
