import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/ui/session';
import classes from './Builder.module.css';
import { useBuilder } from './context';

// How many are left after this part and those before it, and how many meet it alone.
export function Counted({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const part = useBuilder().counts.get(id);
  if (!part) return null;
  const left = format.number(part.surviving);
  const alone = format.number(part.count);
  return (
    <Tooltip label={t('segments:build.count_hint', { alone, left })}>
      <span className={classes.counted} data-count={part.count}>
        <strong>{left}</strong>
        {part.count !== part.surviving && <span>{t('segments:build.of_alone', { alone })}</span>}
      </span>
    </Tooltip>
  );
}
