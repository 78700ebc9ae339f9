// A keyset-paged list that grows as it is scrolled. Old rows stay while new ones come.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '@/api/client';
import type { Page } from '@/api/types';

export interface ListState<T> {
  rows: T[];
  total: { value: number; exact: boolean } | null;
  loading: boolean; // nothing to show yet
  refreshing: boolean;
  error: unknown;
  hasMore: boolean;
  pages: number; // that came so far
  more: () => void;
  retry: () => void;
}

type Query = Record<string, string | number | undefined>;

const longest = 6_000; // characters of a filter that an address holds

// By the address, or by the body when a filter is longer than addresses may be.
export function getPage<T>(path: string, query: Query, signal: AbortSignal): Promise<Page<T>> {
  const { filter } = query;
  if (typeof filter !== 'string' || encodeURIComponent(filter).length <= longest)
    return api.get<Page<T>>(path, query, signal);
  const body = Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== undefined && value !== ''),
  );
  return api.post<Page<T>>(`${path}/query`, { ...body, filter: JSON.parse(filter) }, { signal });
}

export function useList<T>(
  key: string,
  path: string,
  query: Query = {},
  cursorName = 'cursor',
  every?: number, // milliseconds between two looks at a list that is watched; slower once it is long
): ListState<T> {
  const list = useInfiniteQuery({
    queryKey: [key, 'list', path, query],
    queryFn: ({ pageParam, signal }) =>
      getPage<T>(path, { ...query, [cursorName]: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: every && ((query) => ((query.state.data?.pages.length ?? 1) > 1 ? 5 * every : every)),
  });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  return {
    rows,
    total: list.data?.pages[0]?.total ?? null,
    loading: list.isPending,
    refreshing: list.isFetching && !list.isFetchingNextPage,
    error: list.isError && !list.data ? list.error : null,
    hasMore: list.hasNextPage,
    pages: list.data?.pages.length ?? 0,
    more: () => {
      if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
    },
    retry: () => void list.refetch(),
  };
}
