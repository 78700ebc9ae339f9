import { TagsInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useEventNames } from '@/features/ingest/widgets';
import { useFormat } from '@/ui/session';
import classes from './Builder.module.css';

// What the product itself writes down, whatever sources send.
const own = [
  'purchase',
  'refund',
  'order_cancelled',
  'cart_abandoned',
  'subscription_started',
  'subscription_changed',
  'subscription_ended',
  'page_view',
  'call',
  'meeting',
  'email',
  'note',
  'store_visit',
  'nps_response',
];

// The events that came in, the commonest first, then the product's own; a name that was never seen may be typed.
export function NamesPicker({ names, onChange }: { names: string[]; onChange: (names: string[]) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const known = useEventNames();
  const items = (known.data?.items ?? []).toSorted((a, b) => b.seen - a.seen);
  const count = new Map(items.map((item) => [item.name, item.seen]));
  const never = known.data ? names.filter((name) => !count.has(name) && !own.includes(name)) : [];
  const label = (name: string) => t(`segments:event.${name}`, { defaultValue: '' });
  return (
    <TagsInput
      className={classes.names}
      size="xs"
      aria-label={t('segments:slot.events')}
      placeholder={names.length ? undefined : t('segments:slot.any_event')}
      data={[...new Set([...items.map((item) => item.name), ...own])]}
      value={names}
      onChange={onChange}
      maxTags={100}
      filter={({ options, search, limit }) => {
        const wanted = search.trim().toLowerCase();
        return options
          .filter(
            (option) =>
              'value' in option && `${option.value} ${label(option.value)}`.toLowerCase().includes(wanted),
          )
          .slice(0, limit);
      }}
      inputWrapperOrder={['input', 'description']}
      description={never.length ? t('segments:slot.never_seen', { names: format.list(never) }) : undefined}
      renderOption={({ option }) => (
        <span className={classes.option}>
          <span className="truncate">{option.value}</span>
          <span className="muted">
            {count.has(option.value) ? format.number(count.get(option.value) ?? 0) : label(option.value)}
          </span>
        </span>
      )}
      comboboxProps={{ width: 280, position: 'bottom-start' }}
    />
  );
}
