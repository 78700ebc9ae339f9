import { Skeleton } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/Page';
import { ErrorState } from '@/ui/States';
import { useUrlState } from '@/ui/useUrlState';
import { useScoreModel } from '../api';
import { emptyDefinition } from '../definition';
import { Editor } from './Editor';
import { keptDefinition } from './keep';

export function CreateScorePage() {
  const [search] = useUrlState();
  const [round, setRound] = useState(0);
  const kind = search.kind === 'choice' ? 'choice' : 'points';
  const [kept] = useState(() => keptDefinition(undefined, 0));
  const restored = round === 0 && kept?.kind === kind;
  return (
    <Editor
      key={`${kind} ${round}`}
      start={restored && kept ? kept : emptyDefinition(kind, {})}
      restored={restored}
      startAnew={() => setRound(round + 1)}
    />
  );
}

export function EditScorePage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const answer = useScoreModel(id);
  const [round, setRound] = useState(0);
  // What is being edited is not exchanged under the hands: a save that meets another version says so.
  const [first, setFirst] = useState(answer.data);
  if (!first && answer.data) setFirst(answer.data);
  if (!first) {
    return (
      <Page title={t('scores:edit')}>
        {answer.error ? (
          <ErrorState error={answer.error} retry={() => void answer.refetch()} />
        ) : (
          <Skeleton height={320} aria-hidden />
        )}
      </Page>
    );
  }
  const kept = round > 0 ? null : keptDefinition(id, first.version);
  const stored = first.draft ?? first.definition ?? emptyDefinition('points', {});
  return (
    <Editor
      key={round}
      model={first}
      start={kept ?? stored}
      restored={Boolean(kept)}
      startAnew={() => setRound(round + 1)}
    />
  );
}
