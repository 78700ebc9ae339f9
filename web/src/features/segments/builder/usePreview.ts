// What the rule gives now: asked a moment after the last change; an answer that is overtaken is given up.
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ApiError, api, type Issue } from '@/api/client';
import { type GroupNode, nodesAt, writeRule } from '../rule/node';
import type { Preview, RulePart } from '../types';

const pause = 150; // milliseconds

type Places = Map<string, string[]>;

export interface PreviewState {
  preview: Preview | null;
  said: { rule: unknown } | null; // what the typed text says, once it was read
  counts: Map<string, RulePart>; // by node
  issues: Issue[]; // why this rule has no answer
  issuesOf: Map<string, Issue[]>; // by node
  warningsOf: Map<string, Issue[]>;
  error: unknown;
  asking: boolean;
  retry: () => void;
}

// `typed`: the text, while somebody writes it.
export function usePreview(root: GroupNode, typed: string | null): PreviewState {
  const written = useMemo(() => writeRule(root), [root]);
  const now = useMemo(
    () => ({ text: typed !== null, rule: typed ?? JSON.stringify(written.json), places: written.places }),
    [typed, written],
  );
  const [settled] = useDebouncedValue(now, pause);
  const query = useQuery({
    queryKey: ['segments', 'preview', settled.text, settled.rule],
    queryFn: async ({ signal }) => {
      const rule = settled.text ? settled.rule : JSON.parse(settled.rule);
      const preview = await api.post<Preview>('/api/segments/preview', { rule, sample: 10 }, { signal });
      return { preview, text: settled.text, places: settled.places };
    },
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 10_000,
    gcTime: 60_000,
  });
  const answer = query.data;
  // A text was read into the tree only after its answer came.
  const places = answer?.text || settled.rule === now.rule ? written.places : answer?.places;
  const counts = useMemo(
    () => byNode(answer?.preview.parts ?? [], answer?.text ? written.places : answer?.places),
    [answer, written],
  );
  const issues = useMemo(
    () => (query.error instanceof ApiError && settled.rule === now.rule ? query.error.issues : []),
    [query.error, settled, now],
  );
  const issuesOf = useMemo(() => issuesByNode(typed === null ? issues : [], places), [issues, places, typed]);
  const warningsOf = useMemo(
    () => issuesByNode(answer?.preview.warnings ?? [], answer?.text ? written.places : answer?.places),
    [answer, written],
  );
  const read = answer?.text && !query.isPlaceholderData && settled.rule === now.rule ? answer.preview : null;
  const said = useMemo(() => read && { rule: read.rule }, [read]);
  return {
    preview: answer?.preview ?? null,
    said,
    counts,
    issues,
    issuesOf,
    warningsOf,
    error: issues.length ? null : query.error,
    asking: query.isFetching || settled.rule !== now.rule,
    retry: () => void query.refetch(),
  };
}

function byNode(parts: RulePart[], places: Places | undefined) {
  const out = new Map<string, RulePart>();
  for (const part of parts) for (const id of (places && nodesAt(places, part.path)) ?? []) out.set(id, part);
  return out;
}

export function issuesByNode(issues: Issue[], places: Places | undefined): Map<string, Issue[]> {
  const out = new Map<string, Issue[]>();
  for (const issue of issues) {
    const id = (places && nodesAt(places, issue.path))?.at(-1);
    if (id) out.set(id, [...(out.get(id) ?? []), issue]);
  }
  return out;
}
