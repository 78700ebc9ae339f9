import { Skeleton } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ActionButton } from '@/ui/ActionButton';
import { Page } from '@/ui/Page';
import { ErrorState } from '@/ui/States';
import { useCan } from '@/ui/session';
import { InsightTabs } from './InsightTabs';
import shared from './Insights.module.css';
import type { useStartedJob } from './useStartedJob';

interface Props<T> {
  title: string;
  query: UseQueryResult<T>;
  job: ReturnType<typeof useStartedJob>;
  measure: string; // on the button that starts the job
  running?: string; // said while it runs
  children: (data: T) => ReactNode;
}

// A page of figures that a job measures, at night or when somebody asks for it.
export function MeasuredPage<T>({ title, query, job, measure, running, children }: Props<T>) {
  const can = useCan();
  return (
    <Page
      title={title}
      scroll={false}
      actions={
        can('insights.fit') && (
          <ActionButton
            variant="default"
            icon={IconRefresh}
            label={measure}
            loading={job.running}
            onClick={job.run}
          />
        )
      }
    >
      <InsightTabs />
      <div className={shared.panel} tabIndex={0} role="region" aria-label={title}>
        {running && (
          <p className="hidden-visually" aria-live="polite">
            {job.running ? running : ''}
          </p>
        )}
        {query.isPending && <Skeleton height={320} aria-hidden />}
        {query.error && query.data === undefined && (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        )}
        {query.data !== undefined && children(query.data)}
      </div>
    </Page>
  );
}
