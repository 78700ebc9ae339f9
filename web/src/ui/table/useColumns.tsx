import { ActionIcon, Checkbox, Popover, Stack, Text } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readChoice, writeChoice } from '@/lib/storage';
import type { Column } from './types';

// Which columns are shown, kept in this browser per list; the first one always is.
export function useColumns<T>(list: string, all: Column<T>[]): { columns: Column<T>[]; menu: ReactNode } {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string[] | null>(() =>
    readChoice<string[] | null>(`columns.${list}`, null),
  );
  const shown = (column: Column<T>, index: number) =>
    index === 0 || (chosen ? chosen.includes(column.id) : !column.hidden);
  const columns = all.filter(shown);
  const toggle = (id: string) => {
    const now = columns.map((column) => column.id);
    const next = now.includes(id) ? now.filter((other) => other !== id) : [...now, id];
    setChosen(next);
    writeChoice(`columns.${list}`, next);
  };
  const menu = (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <ActionIcon size={32} aria-label={t('ui:table.columns')} visibleFrom="sm">
          <IconColumns3 size={17} stroke={1.7} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8}>
          <Text size="xs" fw={600} c="dimmed">
            {t('ui:table.columns')}
          </Text>
          {all.slice(1).map((column) => (
            <Checkbox
              key={column.id}
              size="xs"
              label={column.title}
              checked={columns.includes(column)}
              onChange={() => toggle(column.id)}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
  return { columns, menu };
}
