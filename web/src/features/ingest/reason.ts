import { useTranslation } from 'react-i18next';
import type { Quarantined } from '@/api/types';

// Why a message was not taken, in the reader's language; the server's sentence where there is none.
export function useReason() {
  const { t } = useTranslation();
  return (one: Pick<Quarantined, 'code' | 'path' | 'message'>) =>
    t(`ingest:reason.${one.code}`, { path: one.path, defaultValue: one.message });
}
