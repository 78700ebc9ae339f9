// Filters, tabs and open drawers live in the URL. `set` merges; undefined removes.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { Search } from '@/lib/search';

export function useUrlState(): [Search, (changes: Search, options?: { replace?: boolean }) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const set = useCallback(
    (changes: Search, options: { replace?: boolean } = { replace: true }) => {
      void navigate({
        to: '.',
        search: ((before: Search) =>
          Object.fromEntries(
            Object.entries({ ...before, ...changes }).filter(
              ([, value]) => value !== undefined && value !== '',
            ),
          )) as never,
        replace: options.replace ?? true,
      });
    },
    [navigate],
  );
  return [search, set];
}
