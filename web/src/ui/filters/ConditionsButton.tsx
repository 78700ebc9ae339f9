import { Button } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

// How many conditions a builder holds that no quick filter shows; opens it.
export function ConditionsButton({ count, onClick }: { count: number; onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <Button
      variant={count ? 'light' : 'subtle'}
      size="compact-sm"
      leftSection={<IconAdjustmentsHorizontal size={14} aria-hidden />}
      onClick={onClick}
    >
      {count ? t('lists:builder.open_count', { count }) : t('lists:builder.open')}
    </Button>
  );
}
