import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconDots,
  IconFolder,
  IconFolderOff,
  IconEqualNot,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { duplicate, step, unwrap, wrap } from '../rule/edit';
import { isGroup, type RuleNode } from '../rule/node';
import { useBuilder } from './context';

// Everything that dragging does, by keyboard too.
export function NodeMenu({ node, name }: { node: RuleNode; name: string }) {
  const { t } = useTranslation();
  const { edit } = useBuilder();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('segments:build.more', { name })}>
          <IconDots size={15} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconArrowUp size={14} aria-hidden />}
          onClick={() => edit((root) => step(root, node.id, -1))}
        >
          {t('segments:build.up')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowDown size={14} aria-hidden />}
          onClick={() => edit((root) => step(root, node.id, 1))}
        >
          {t('segments:build.down')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy size={14} aria-hidden />}
          onClick={() => edit((root) => duplicate(root, node.id))}
        >
          {t('segments:build.duplicate')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFolder size={14} aria-hidden />}
          onClick={() => edit((root) => wrap(root, node.id, 'any'))}
        >
          {t('segments:build.wrap')}
        </Menu.Item>
        {isGroup(node) && node.kind !== 'none' && (
          <Menu.Item
            leftSection={<IconFolderOff size={14} aria-hidden />}
            onClick={() => edit((root) => unwrap(root, node.id))}
          >
            {t('segments:build.unwrap')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconEqualNot size={14} aria-hidden />}
          onClick={() =>
            edit((root) => (node.kind === 'none' ? unwrap(root, node.id) : wrap(root, node.id, 'none')))
          }
        >
          {t(node.kind === 'none' ? 'segments:build.unnegate' : 'segments:build.negate')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
