import { Menu } from '@mantine/core';
import { IconFilter, IconFilterOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '@/api/types';
import type { Branch, Value } from '@/ui/filters/tree';
import { withValue } from '@/ui/filters/tree';

export interface CellMenuAt {
  row: Contact;
  column: string;
  x: number;
  y: number;
}

interface ValueMenuProps {
  at: CellMenuAt;
  tree: Branch;
  onChange: (tree: Branch) => void;
  onClose: () => void;
}

// Columns that show another field than their own, or none that a condition may name.
const fieldOf: Record<string, string> = {};
const asDay = ['created_at', 'last_contacted_at'];

// "Filter by this" and "Exclude this" at the cell.
export function ValueMenu({ at, tree, onChange, onClose }: ValueMenuProps) {
  const { t } = useTranslation();
  const field = fieldOf[at.column] ?? at.column;
  const stored = (at.row as unknown as Record<string, unknown>)[field];
  const many = Array.isArray(stored);
  const value = (many ? (stored[0] ?? null) : (stored ?? null)) as Value | null;
  const shown = typeof value === 'string' && asDay.includes(field) ? value.slice(0, 10) : value;
  const apply = (exclude: boolean) => {
    if (many && stored.length > 1 && !exclude) {
      onChange({
        kind: 'all',
        children: [
          ...(tree.kind === 'all' ? tree.children : [tree]),
          { field, op: 'all_of', value: stored as string[] },
        ],
      });
    } else if (typeof shown === 'string' && asDay.includes(field)) {
      const test = { field, op: exclude ? 'not_equal' : 'equal', value: shown };
      onChange({ kind: 'all', children: [...(tree.kind === 'all' ? tree.children : [tree]), test] });
    } else if (many && stored.length > 1) {
      onChange({
        kind: 'all',
        children: [
          ...(tree.kind === 'all' ? tree.children : [tree]),
          { field, op: 'none_of', value: stored as string[] },
        ],
      });
    } else {
      onChange(withValue(tree, field, shown, many && value !== null, exclude));
    }
    onClose();
  };
  return (
    <Menu opened onClose={onClose} position="bottom-start" trapFocus returnFocus>
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('lists:cell.menu')}>
        <Menu.Item leftSection={<IconFilter size={15} />} onClick={() => apply(false)}>
          {t('lists:cell.filter')}
        </Menu.Item>
        <Menu.Item leftSection={<IconFilterOff size={15} />} onClick={() => apply(true)}>
          {t('lists:cell.exclude')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
