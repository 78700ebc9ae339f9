import { useTranslation } from 'react-i18next';
import { useViews } from '@/features/people/widgets';
import { useSegments } from './api';
import type { Segment } from './types';

interface Use {
  key: string;
  name: string;
  to?: string; // where it can be changed
}

// The segments whose rules name it, and the views of contacts that ask for it.
export function useUses(segment: Segment): { segments: Use[]; views: Use[] } {
  const { t } = useTranslation();
  const all = useSegments().data;
  const views = useViews().data ?? [];
  return {
    segments: segment.used_by.map((name) => {
      const other = all?.find((one) => one.name === name);
      return { key: name, name, to: other && `/segments/${other.id}` };
    }),
    views: views
      .filter((view) => JSON.stringify(view.filter ?? null).includes(segment.id))
      .map((view) => ({
        key: view.id,
        name: view.standard ? t(`lists:view.standard.${view.standard}`) : view.name,
        to: `/contacts?view=${view.id}`,
      })),
  };
}
