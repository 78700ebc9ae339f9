import { MultiSelect, Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { listOf } from '@/lib/search';
import { ErrorState } from '@/ui/States';
import { useUrlState } from '@/ui/useUrlState';
import { useOverlap, useSegments } from '../api';
import type { Segment } from '../types';
import classes from './Detail.module.css';
import Migration from './Migration';
import { Venn } from './Venn';

// How the segment lies to others: who is in both, and who moved between them.
export default function CompareTab({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const [search, set] = useUrlState();
  const all = useSegments();
  const others = useMemo(
    () => (all.data ?? []).filter((one) => one.id !== segment.id),
    [all.data, segment.id],
  );
  const names = useMemo(
    () => new Map([segment, ...others].map((one) => [one.id, one.name])),
    [segment, others],
  );
  const data = others.map((one) => ({ value: one.id, label: one.name }));
  const beside = listOf(search.beside).filter((id) => names.has(id));
  const among = listOf(search.among).filter((id) => names.has(id));
  return (
    <div className={classes.charts}>
      <Overlap
        ids={[segment.id, ...beside]}
        names={names}
        picker={
          <MultiSelect
            size="xs"
            w={320}
            maw="100%"
            aria-label={t('segments:compare.with')}
            placeholder={beside.length ? undefined : t('segments:compare.with')}
            data={data}
            value={beside}
            maxValues={2}
            onChange={(ids) => set({ beside: ids.join(',') || undefined })}
            searchable
            nothingFoundMessage={t('segments:none_found')}
          />
        }
      />
      <Migration
        ids={[segment.id, ...among]}
        names={names}
        picker={
          <MultiSelect
            size="xs"
            w={320}
            maw="100%"
            aria-label={t('segments:compare.among')}
            placeholder={among.length ? undefined : t('segments:compare.among')}
            data={data}
            value={among}
            maxValues={7}
            onChange={(ids) => set({ among: ids.join(',') || undefined })}
            searchable
            nothingFoundMessage={t('segments:none_found')}
          />
        }
      />
    </div>
  );
}

interface PartProps {
  ids: string[];
  names: Map<string, string>;
  picker: React.ReactNode;
}

function Overlap({ ids, names, picker }: PartProps) {
  const { t } = useTranslation();
  const overlap = useOverlap(ids);
  return (
    <div>
      {overlap.data && ids.length > 1 ? (
        <Venn ids={ids} names={names} regions={overlap.data.regions} controls={picker} />
      ) : (
        <>
          <div className={classes.head}>
            <h2>{t('segments:compare.overlap')}</h2>
          </div>
          <div className={classes.controls}>{picker}</div>
          {ids.length < 2 && <p className="muted">{t('segments:compare.overlap_hint')}</p>}
          {ids.length > 1 && overlap.isPending && <Skeleton height={220} />}
          {overlap.error && <ErrorState error={overlap.error} retry={() => void overlap.refetch()} compact />}
        </>
      )}
    </div>
  );
}
