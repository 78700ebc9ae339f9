import { Skeleton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { RecordPicker } from '@/features/people/widgets';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/States';
import { isMissing } from '../api';
import { ExplainTree } from '../explain/ExplainTree';
import type { Explanation } from '../types';

interface PersonCheckProps {
  rule: unknown; // the last one that has an answer
  person: string | null;
  onChoose: (id: string | null) => void;
}

// Why somebody is in, or not: each condition with what was found.
export function PersonCheck({ rule, person, onChoose }: PersonCheckProps) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const key = JSON.stringify(rule ?? null);
  const answer = useQuery({
    queryKey: ['segments', 'explain-rule', key, person],
    queryFn: ({ signal }) =>
      api.post<Explanation>('/api/segments/explain', { rule, contact_id: person }, { signal }),
    enabled: Boolean(person && rule),
    placeholderData: keepPreviousData,
    retry: false,
  });
  useEffect(() => {
    if (person) place.current?.scrollIntoView({ block: 'nearest' });
  }, [person]);
  return (
    <Section title={t('segments:why.title')}>
      <div ref={place}>
        <RecordPicker
          object="contact"
          value={person}
          onChange={onChoose}
          {...{ 'aria-label': t('segments:why.search') }}
        />
        {person && answer.isPending && <Skeleton height={60} mt="sm" />}
        {person && answer.error && !answer.data && !isMissing(answer.error) && (
          <ErrorState error={answer.error} compact />
        )}
        {person && answer.data && <ExplainTree explanation={answer.data} />}
        {!person && <p className="muted">{t('segments:why.hint')}</p>}
      </div>
    </Section>
  );
}
