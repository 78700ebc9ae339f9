// Changes that can be taken back: the toast with Undo, and the report of those that run as a job.
import { useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { ChangeSet } from '@/api/types';
import { toast } from '@/ui/toast';

export const changeSetOf = (headers: Headers): string | null => headers.get('Change-Set');

// "214 changed, 6 had it already, 2 not permitted"
export function reportOf(set: ChangeSet, t: TFunction): string {
  const { counts } = set;
  const parts = (['created', 'updated', 'deleted', 'restored', 'merged', 'unchanged'] as const)
    .filter((name) => (counts[name] ?? 0) > 0)
    .map((name) => t(`people:changes.count.${name}`, { count: counts[name] }));
  const kept = Object.entries(counts.reasons ?? {}).map(([reason, count]) =>
    t(`people:changes.reason.${reason}`, { count, defaultValue: `${count} ${reason}` }),
  );
  const said = [parts.join(', '), kept.length && t('people:changes.kept.report', { list: kept.join(', ') })];
  return said.filter(Boolean).join(' · ') || t('people:changes.nothing');
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

// Until the work has ended; `seen` is told how far it is.
export async function followChangeSet(id: string, seen?: (set: ChangeSet) => void): Promise<ChangeSet> {
  for (let wait = 150; ; wait = Math.min(wait * 1.5, 1500)) {
    const set = await api.get<ChangeSet>(`/api/change-sets/${id}`);
    seen?.(set);
    if (set.state === 'finished' || set.state === 'cancelled') return set;
    await pause(wait);
  }
}

export function useRefreshChanged() {
  const queries = useQueryClient();
  return () => {
    for (const queryKey of [['contacts'], ['timeline'], ['trash'], ['change-sets'], ['home']])
      void queries.invalidateQueries({ queryKey });
  };
}

export function useUndo() {
  const { t } = useTranslation();
  const refresh = useRefreshChanged();
  const undo = async (id: string): Promise<void> => {
    try {
      const begun = await api.post<ChangeSet>(`/api/change-sets/${id}/undo`);
      const ended = await followChangeSet(begun.id);
      refresh();
      const partly = Object.keys(ended.counts.reasons ?? {}).length > 0;
      toast.done(partly ? reportOf(ended, t) : t('people:changes.undone'));
    } catch (error) {
      toast.failed(error);
    }
  };
  return {
    undo,
    // What was done, with Undo when there is something to take back.
    done: (message: string, set: string | null) =>
      toast.done(message, set ? () => void undo(set) : undefined),
  };
}
