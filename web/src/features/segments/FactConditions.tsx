import { lazy, Suspense, useState } from 'react';
import { ApiError } from '@/api/client';
import { ConditionsButton } from '@/ui/filters/ConditionsButton';
import { advancedCount, parseTree } from '@/ui/filters/tree';

const FactFilter = lazy(() => import('./FactFilter'));

interface FactConditionsProps {
  filter: string | undefined;
  onChange: (filter: string | undefined) => void;
  error: unknown; // of the list that it narrows
}

// How many conditions facts meet that are shown; opens the builder over them.
export default function FactConditions({ filter, onChange, error }: FactConditionsProps) {
  const [open, setOpen] = useState(false);
  const count = advancedCount([], parseTree(filter));
  return (
    <>
      <ConditionsButton count={count} onClick={() => setOpen(true)} />
      {open && (
        <Suspense>
          <FactFilter
            filter={filter}
            onChange={onChange}
            onClose={() => setOpen(false)}
            issues={error instanceof ApiError ? error.issues : []}
          />
        </Suspense>
      )}
    </>
  );
}
