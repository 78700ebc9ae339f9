import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api } from '@/api/client';
import type { ContactImport, ImportSettings } from '@/api/types';
import { draftQuery } from '../api';
import { ChangeQueue } from './changeQueue';

// Another form of the file has other columns: what was said of the old ones means nothing there.
const ofForm = ['delimiter', 'encoding', 'has_header'] as const;

// The settings of a draft: what was chosen shows at once, is stored in the order in which it was said, and
// nothing begins before the last of it is stored.
export function useDraftSettings(id: string, stored?: ContactImport) {
  const queries = useQueryClient();
  const [state, setState] = useState<{ waiting: Partial<ImportSettings>; refusal?: unknown }>({
    waiting: {},
  });
  const key = draftQuery(id).queryKey.slice(0, 3); // whatever the status of the import
  const made = useRef<ChangeQueue<ImportSettings>>(undefined);
  made.current ??= new ChangeQueue<ImportSettings>(
    async (changes) => {
      const answer = await api.patch<ContactImport>(`/api/imports/${id}`, changes);
      await queries.cancelQueries({ queryKey: key }); // a look from before must not come after
      queries.setQueriesData({ queryKey: key }, answer);
      void queries.invalidateQueries({ queryKey: ['imports', 'one', id] });
    },
    (waiting, refusal) => setState({ waiting, refusal }),
  );
  const queue = made.current;
  const { waiting, refusal } = state;
  return {
    draft: stored && { ...stored, options: { ...stored.options, ...waiting } },
    refusal,
    rereading: ofForm.some((name) => name in waiting),
    change: (changes: Partial<ImportSettings>) =>
      queue.add(changes, ofForm.some((name) => name in changes) ? ['mapping'] : []),
    // Fulfilled once all that the screen shows is stored; gives the version of it.
    settle: async () => {
      await queue.settle();
      const known = queries.getQueryCache().findAll({ queryKey: key });
      known.sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt);
      return (known[0]?.state.data as ContactImport | undefined)?.settings_version;
    },
  };
}
