import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Navigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/Page';
import { ErrorState } from '@/ui/States';
import { useUrlState } from '@/ui/useUrlState';
import { segmentQuery, useTemplates, useWrittenRule } from '../api';
import { type SegmentKind, segmentKinds } from '../types';
import { Build } from './Build';
import { keptDraft } from './keep';

// A new segment: from nothing, from a ready one, from a rule in the address (that other pages lead to), or from
// what was left unfinished here.
export function CreateSegmentPage() {
  const { t } = useTranslation();
  const [search] = useUrlState();
  const [round, setRound] = useState(0);
  const templates = useTemplates();
  const written = useWrittenRule(search.rule);
  if (search.template && templates.isPending) return <Waiting title={t('segments:create')} />;
  if (written.isLoading) return <Waiting title={t('segments:create')} />;
  const template = templates.data?.find((one) => one.key === search.template);
  const given = search.rule ? written.data : undefined;
  const kept = template || given || round > 0 ? null : keptDraft(undefined, 0);
  return (
    <Build
      key={`${search.template ?? ''} ${search.rule ?? ''} ${round}`}
      start={{
        rule: template?.rule ?? given?.rule ?? kept?.rule ?? null,
        optional: kept?.optional ?? [],
        text: template?.rule_text ?? given?.rule_text ?? '',
      }}
      suggested={
        template
          ? { name: template.name, description: template.description, kind: template.kind }
          : given && { name: search.name ?? '', description: '', kind: kindOf(search.kind) }
      }
      restored={Boolean(kept)}
      startAnew={() => setRound(round + 1)}
    />
  );
}

const kindOf = (text: string | undefined): SegmentKind =>
  segmentKinds.find((kind) => kind === text && kind !== 'list') ?? 'custom';

export function EditSegmentPage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const [round, setRound] = useState(0);
  // Not looked at again while it is being changed.
  const segment = useQuery({ ...segmentQuery(id), staleTime: 60_000 });
  if (segment.error && !segment.data) {
    return (
      <Page title={t('segments:edit')}>
        <ErrorState error={segment.error} retry={() => void segment.refetch()} />
      </Page>
    );
  }
  if (!segment.data) return <Waiting title={t('segments:edit')} />;
  // A fixed list has no rule: its name is changed on its page.
  if (segment.data.kind === 'list') return <Navigate to={`/segments/${id}` as string} replace />;
  const kept = round > 0 ? null : keptDraft(id, segment.data.version);
  return (
    <Build
      key={`${id} ${round}`}
      segment={segment.data}
      start={{
        rule: kept?.rule ?? segment.data.rule,
        optional: kept?.optional ?? segment.data.optional_conditions,
        text: segment.data.rule_text,
      }}
      restored={Boolean(kept)}
      startAnew={() => setRound(round + 1)}
    />
  );
}

function Waiting({ title }: { title: string }) {
  return (
    <Page title={title}>
      <div aria-hidden>
        {[70, 90, 60].map((width) => (
          <Skeleton key={width} height={48} mb={14} width={`${width}%`} />
        ))}
      </div>
    </Page>
  );
}
