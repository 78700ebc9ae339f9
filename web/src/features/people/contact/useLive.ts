// The open page of a contact is told at once what happens. Gives how often it has to look by itself: never while the
// stream stands, each second when there is none.
import { useQueryClient } from '@tanstack/react-query';
import { useEventStream } from '@/ui/useEventStream';

const often = 1_000;

export function useLive(contactId: string, wanted: boolean): number | undefined {
  const queries = useQueryClient();
  const standing = useEventStream({
    path: `/api/live?contact_id=${contactId}`,
    event: 'facts',
    wanted,
    told: () => {
      void queries.invalidateQueries({ queryKey: ['timeline'] });
      void queries.invalidateQueries({ queryKey: ['contacts', 'one', contactId] });
      for (const key of ['subscriptions', 'touches', 'scores', 'preferences', 'next_actions'])
        void queries.invalidateQueries({ queryKey: ['contacts', key, contactId] });
      void queries.invalidateQueries({ queryKey: ['orders', 'of', contactId] });
      void queries.invalidateQueries({ queryKey: ['segments', 'of', contactId] });
    },
  });
  return wanted && !standing ? often : undefined;
}

// The same for the page of a company, which is told what happens to its people; more of them are looked at.
export function useLiveCompany(companyId: string): number | undefined {
  const queries = useQueryClient();
  const standing = useEventStream({
    path: `/api/live?company_id=${companyId}`,
    event: 'facts',
    wanted: true,
    told: () => {
      void queries.invalidateQueries({ queryKey: ['timeline'] });
      void queries.invalidateQueries({ queryKey: ['companies', 'one', companyId] });
    },
  });
  return standing ? undefined : 5 * often;
}
