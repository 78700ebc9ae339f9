import { Button, Menu, Popover } from '@mantine/core';
import { IconFilterPlus, IconPlus, IconX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listOf, type Search } from '@/lib/search';
import { useFormat } from '../session';
import { ChoicePanel, type FilterOption } from './ChoicePanel';
import { DatePanel } from './DatePanel';
import classes from './Filters.module.css';
import { SearchField } from './SearchField';

export interface Filter {
  id: string; // the URL's parameter; a date has {id}_from and {id}_to
  title: string;
  kind: 'choice' | 'date';
  options?: FilterOption[];
  single?: boolean; // one value at a time
}

interface FilterBarProps {
  filters: Filter[];
  search: Search;
  set: (changes: Search) => void;
  placeholder: string;
  after?: ReactNode;
}

const chipsInSight = 5;

const fieldsOf = (filter: Filter) =>
  filter.kind === 'date' ? [`${filter.id}_from`, `${filter.id}_to`] : [filter.id];

export function isFiltered(filters: Filter[], search: Search): boolean {
  return Boolean(search.search) || filters.some((filter) => fieldsOf(filter).some((field) => search[field]));
}

export function cleared(filters: Filter[]): Search {
  return Object.fromEntries(['search', ...filters.flatMap(fieldsOf)].map((field) => [field, undefined]));
}

// Filters as chips that read as words; a click edits in place, Backspace in the empty search removes the last.
export function FilterBar({ filters, search, set, placeholder, after }: FilterBarProps) {
  const { t } = useTranslation();
  const active = filters.filter((filter) => fieldsOf(filter).some((field) => search[field]));
  const [pinned, setPinned] = useState<string | null>(null);
  const idle = filters.filter((filter) => !active.includes(filter));
  const room = Math.max(0, chipsInSight - active.length);
  const shown = idle.filter((filter, index) => index < room || filter.id === pinned);
  const rest = idle.filter((filter) => !shown.includes(filter));
  const clear = (filter: Filter) =>
    set(Object.fromEntries(fieldsOf(filter).map((field) => [field, undefined])));
  return (
    <div className={classes.bar} role="search" aria-label={placeholder}>
      <SearchField
        value={search.search ?? ''}
        placeholder={placeholder}
        onChange={(text) => set({ search: text || undefined })}
        onErase={() => {
          const last = active.at(-1);
          if (last) clear(last);
        }}
      />
      {[...active, ...shown].map((filter) => (
        <Chip
          key={filter.id}
          filter={filter}
          search={search}
          set={set}
          onClear={active.includes(filter) ? () => clear(filter) : undefined}
          startOpen={filter.id === pinned}
        />
      ))}
      {rest.length > 0 && (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button variant="subtle" size="compact-sm" leftSection={<IconFilterPlus size={14} />}>
              {t('ui:filter.more')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map((filter) => (
              <Menu.Item key={filter.id} onClick={() => setPinned(filter.id)}>
                {filter.title}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {active.length > 1 && (
        <Button variant="subtle" size="compact-sm" onClick={() => set(cleared(filters))}>
          {t('ui:filter.clear_all')}
        </Button>
      )}
      {after}
    </div>
  );
}

interface ChipProps {
  filter: Filter;
  search: Search;
  set: (changes: Search) => void;
  onClear?: () => void;
  startOpen?: boolean;
}

function Chip({ filter, search, set, onClear, startOpen }: ChipProps) {
  const { t } = useTranslation();
  const words = useWords(filter, search);
  return (
    <Popover position="bottom-start" trapFocus returnFocus defaultOpened={startOpen}>
      <span className={classes.chip} data-on={onClear ? '' : undefined}>
        <Popover.Target>
          <button type="button" className={classes.open}>
            {!onClear && <IconPlus size={13} aria-hidden />}
            {onClear ? t('ui:filter.is', { title: filter.title }) : filter.title}
            {onClear && <span className={`${classes.values} truncate`}>{words}</span>}
          </button>
        </Popover.Target>
        {onClear && (
          <button
            type="button"
            className={classes.clear}
            onClick={onClear}
            aria-label={t('ui:filter.clear', { title: filter.title })}
          >
            <IconX size={13} aria-hidden />
          </button>
        )}
      </span>
      <Popover.Dropdown p="sm">
        {filter.kind === 'choice' ? (
          <ChoicePanel
            title={filter.title}
            options={filter.options ?? []}
            value={search[filter.id]}
            single={filter.single}
            onChange={(value) => set({ [filter.id]: value })}
          />
        ) : (
          <DatePanel
            from={search[`${filter.id}_from`]}
            to={search[`${filter.id}_to`]}
            onChange={(from, to) => set({ [`${filter.id}_from`]: from, [`${filter.id}_to`]: to })}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function useWords(filter: Filter, search: Search): string {
  const { t } = useTranslation();
  const format = useFormat();
  if (filter.kind === 'choice') {
    const labels = listOf(search[filter.id]).map(
      (value) => filter.options?.find((option) => option.value === value)?.label ?? value,
    );
    return labels.length > 3
      ? t('ui:filter.many', { first: labels[0] ?? '', count: labels.length - 1 })
      : labels.join(', ');
  }
  const from = search[`${filter.id}_from`];
  const to = search[`${filter.id}_to`];
  if (from && to) return t('ui:filter.between', { from: format.date(from), to: format.date(to) });
  return from
    ? t('ui:filter.since', { from: format.date(from) })
    : t('ui:filter.until', { to: format.date(to ?? 0) });
}
