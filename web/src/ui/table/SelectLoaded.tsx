import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Selection } from './useSelection';

// The checkbox of the head: all rows that are loaded, or none.
export function SelectLoaded<T>({ selection, loaded }: { selection: Selection<T>; loaded: number }) {
  const { t } = useTranslation();
  const chosen = selection.ids.size;
  return (
    <Checkbox
      size="xs"
      tabIndex={-1}
      aria-label={t('ui:table.select_loaded')}
      checked={chosen > 0 && chosen >= loaded}
      indeterminate={chosen > 0 && chosen < loaded}
      onChange={() => (chosen > 0 ? selection.clear() : selection.selectLoaded())}
    />
  );
}
