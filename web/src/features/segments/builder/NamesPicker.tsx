import { TagsInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useEventNames } from '@/features/ingest/widgets';
import { useFormat } from '@/ui/session';
import classes from './Builder.module.css';

// The events that came in, the commonest first; a name that was never seen may be typed.
export function NamesPicker({ names, onChange }: { names: string[]; onChange: (names: string[]) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const known = useEventNames();
  const items = (known.data?.items ?? []).toSorted((a, b) => b.seen - a.seen);
  const count = new Map(items.map((item) => [item.name, item.seen]));
  const never = known.data ? names.filter((name) => !count.has(name)) : [];
  return (
    <TagsInput
      className={classes.names}
      size="xs"
      aria-label={t('segments:slot.events')}
      placeholder={names.length ? undefined : t('segments:slot.any_event')}
      data={items.map((item) => item.name)}
      value={names}
      onChange={onChange}
      maxTags={100}
      inputWrapperOrder={['input', 'description']}
      description={never.length ? t('segments:slot.never_seen', { names: format.list(never) }) : undefined}
      renderOption={({ option }) => (
        <span className={classes.option}>
          <span className="truncate">{option.value}</span>
          <span className="muted">{format.number(count.get(option.value) ?? 0)}</span>
        </span>
      )}
      comboboxProps={{ width: 280, position: 'bottom-start' }}
    />
  );
}
