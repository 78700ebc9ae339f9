import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dayAfter, startOfDay } from '@/lib/days';
import { Sankey } from '@/ui/charts/Sankey';
import { DateRange } from '@/ui/DateRange';
import { ErrorState } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { useToday } from '@/ui/useToday';
import { useUrlState } from '@/ui/useUrlState';
import { useMigration } from '../api';
import classes from './Detail.module.css';

interface MigrationProps {
  ids: string[];
  names: Map<string, string>;
  picker: React.ReactNode;
}

// Who was in which of the segments on two days.
export default function Migration({ ids, names, picker }: MigrationProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [search, set] = useUrlState();
  const today = useToday();
  const monthAgo = useToday(-30);
  const from = search.from ?? monthAgo;
  const to = search.to ?? today;
  // From the beginning of the first day to the end of the last one, or to now.
  const flows = useMigration(
    ids,
    startOfDay(from, format.timezone),
    to >= today ? startOfDay(dayAfter(today), format.timezone) : startOfDay(dayAfter(to), format.timezone),
  );
  const dates = <DateRange from={from} to={to} last={today} onChange={set} />;
  const controls = (
    <>
      {picker}
      {dates}
    </>
  );
  return (
    <div>
      {flows.data ? (
        <Sankey
          title={t('segments:compare.migration')}
          label={t('segments:compare.migration_label', { from: format.date(from), to: format.date(to) })}
          counted={t('segments:column.members')}
          none={t('segments:compare.none')}
          nobody={t('segments:compare.nobody_moved')}
          say={(flow) => t('segments:compare.flow', flow)}
          ids={ids}
          names={names}
          flows={flows.data.flows}
          from={format.date(from)}
          to={format.date(to)}
          controls={controls}
        />
      ) : (
        <>
          <div className={classes.head}>
            <h2>{t('segments:compare.migration')}</h2>
          </div>
          <div className={classes.controls}>{controls}</div>
          {flows.isLoading && <Skeleton height={220} />}
          {flows.error && <ErrorState error={flows.error} retry={() => void flows.refetch()} compact />}
        </>
      )}
    </div>
  );
}
