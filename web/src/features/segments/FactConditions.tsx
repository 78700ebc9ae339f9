import { Button } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@/api/client';
import { advancedCount, parseTree } from '@/ui/filters/tree';

const FactFilter = lazy(() => import('./FactFilter'));

interface FactConditionsProps {
  filter: string | undefined;
  onChange: (filter: string | undefined) => void;
  error: unknown; // of the list that it narrows
}

// How many conditions facts meet that are shown; opens the builder over them.
export default function FactConditions({ filter, onChange, error }: FactConditionsProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const count = advancedCount([], parseTree(filter));
  return (
    <>
      <Button
        variant={filter ? 'light' : 'subtle'}
        size="compact-sm"
        leftSection={<IconAdjustmentsHorizontal size={14} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {count ? t('lists:builder.open_count', { count }) : t('lists:builder.open')}
      </Button>
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
