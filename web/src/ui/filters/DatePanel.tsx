import { Button, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../session';
import classes from './Filters.module.css';

interface DatePanelProps {
  from?: string;
  to?: string;
  onChange: (from: string | undefined, to: string | undefined) => void;
}

const spans = [7, 30, 90, 365];

export function DatePanel({ from, to, onChange }: DatePanelProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const daysAgo = (days: number) => format.dayKey(Date.now() - days * 86_400_000);
  return (
    <div className={classes.panel}>
      <div className={classes.presets}>
        {spans.map((days) => (
          <Button
            key={days}
            size="compact-sm"
            variant="default"
            onClick={() => onChange(daysAgo(days), undefined)}
          >
            {t('ui:filter.last_days', { days })}
          </Button>
        ))}
      </div>
      <div className={classes.dates}>
        <TextInput
          type="date"
          size="xs"
          label={t('ui:filter.from')}
          value={from?.slice(0, 10) ?? ''}
          onChange={(event) => onChange(event.currentTarget.value || undefined, to)}
        />
        <TextInput
          type="date"
          size="xs"
          label={t('ui:filter.to')}
          value={to?.slice(0, 10) ?? ''}
          onChange={(event) => onChange(from, event.currentTarget.value || undefined)}
        />
      </div>
    </div>
  );
}
