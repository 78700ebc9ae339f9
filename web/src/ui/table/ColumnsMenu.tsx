import {
  ActionIcon,
  Checkbox,
  Group,
  Popover,
  ScrollArea,
  SegmentedControl,
  Stack,
  Text,
} from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconColumns3 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Column } from './types';

export type Density = 'comfortable' | 'compact';

interface ColumnsMenuProps<T> {
  all: Column<T>[];
  shown: Column<T>[];
  choose: (ids: string[]) => void;
  density?: Density;
  setDensity?: (density: Density) => void;
}

// Columns that are shown, in their order, then the others; and how close the rows stand.
export function ColumnsMenu<T>({ all, shown, choose, density, setDensity }: ColumnsMenuProps<T>) {
  const { t } = useTranslation();
  const ids = shown.map(({ id }) => id);
  const others = all.slice(1).filter(({ id }) => !ids.includes(id));
  const move = (at: number, step: number) => {
    const next = [...ids];
    const [id] = next.splice(at, 1);
    if (id) next.splice(at + step, 0, id);
    choose(next);
  };
  return (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <ActionIcon size={32} aria-label={t('ui:table.columns')} visibleFrom="sm">
          <IconColumns3 size={17} stroke={1.7} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8} w={250}>
          {setDensity && (
            <SegmentedControl
              size="xs"
              fullWidth
              aria-label={t('ui:table.density')}
              value={density}
              onChange={(value) => setDensity(value as Density)}
              data={[
                { value: 'comfortable', label: t('ui:table.comfortable') },
                { value: 'compact', label: t('ui:table.compact') },
              ]}
            />
          )}
          <Text size="xs" fw={600} c="dimmed">
            {t('ui:table.columns')}
          </Text>
          <ScrollArea.Autosize mah="min(60dvh, 480px)" offsetScrollbars>
            <Stack gap={4}>
              {shown.slice(1).map((column, index) => (
                <Group key={column.id} gap={2} wrap="nowrap" justify="space-between">
                  <Checkbox
                    size="xs"
                    label={column.title}
                    checked
                    onChange={() => choose(ids.filter((id) => id !== column.id))}
                  />
                  <Group gap={0} wrap="nowrap">
                    <ActionIcon
                      size={24}
                      disabled={index === 0}
                      aria-label={t('ui:table.move_up', { name: column.title })}
                      onClick={() => move(index + 1, -1)}
                    >
                      <IconChevronUp size={14} />
                    </ActionIcon>
                    <ActionIcon
                      size={24}
                      disabled={index === shown.length - 2}
                      aria-label={t('ui:table.move_down', { name: column.title })}
                      onClick={() => move(index + 1, 1)}
                    >
                      <IconChevronDown size={14} />
                    </ActionIcon>
                  </Group>
                </Group>
              ))}
              {others.map((column) => (
                <Checkbox
                  key={column.id}
                  size="xs"
                  py={3}
                  label={column.title}
                  checked={false}
                  onChange={() => choose([...ids, column.id])}
                />
              ))}
            </Stack>
          </ScrollArea.Autosize>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
