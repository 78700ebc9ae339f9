// The open page of a segment is told at once when somebody enters or leaves, or its settings change. Gives how often
// it has to look by itself: never while the stream stands.
import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { useEventStream } from '@/ui/useEventStream';

const often = 2_000;
const most = 3; // pages that are read anew for each change; a longer list when one comes back to it

export function useLiveSegment(id: string): number | undefined {
  const queries = useQueryClient();
  const standing = useEventStream({
    path: `/api/live?segment_id=${id}`,
    event: 'segment',
    wanted: true,
    told: () => {
      for (const key of ['one', 'history'])
        void queries.invalidateQueries({ queryKey: ['segments', key, id] });
      for (const list of ['members', 'moves']) {
        const queryKey = ['segments', 'list', `/api/segments/${id}/${list}`];
        const long = queries
          .getQueriesData<InfiniteData<unknown>>({ queryKey })
          .some(([, data]) => (data?.pages.length ?? 0) > most);
        void queries.invalidateQueries({ queryKey, refetchType: long ? 'none' : 'active' });
      }
    },
  });
  return standing ? undefined : often;
}
