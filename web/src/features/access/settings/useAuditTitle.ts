import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '@/api/types';

// What happened, in a line. The entry keeps its sentence in English, as it was sealed; readers of other
// languages see what kind of thing it was, and the sentence in the detail.
export function useAuditTitle(): (entry: AuditEntry) => string {
  const { t, i18n } = useTranslation();
  return (entry) => {
    const sealed = entry.summary || entry.action;
    return i18n.language === 'en' ? sealed : t(`audit:${entry.action}`, { defaultValue: sealed });
  };
}
