import type { ReactNode } from 'react';
import { useFormat } from '@/ui/session';
import { useUsers } from '@/features/access/widgets';

// Any value of a field, as people read it.
export function useShowValue(): (value: unknown) => ReactNode {
  const format = useFormat();
  const users = useUsers();
  return (value) => {
    if (value === null || value === undefined || value === '') return <span className="muted">–</span>;
    if (Array.isArray(value)) return value.length ? value.join(', ') : <span className="muted">–</span>;
    if (typeof value === 'object') {
      return 'amount' in value && 'currency' in value
        ? format.money(value as { amount: number; currency: string })
        : JSON.stringify(value);
    }
    const text = String(value);
    const user = users.find((one) => one.id === text);
    return user ? user.name || user.email : text;
  };
}
