import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { IconFolderPlus, IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Branch, type Group, isTest, type Node, type Place } from '../tree';
import classes from './Builder.module.css';
import { TestEditor } from './TestEditor';
import type { BuilderSource } from './types';

interface GroupEditorProps {
  source: BuilderSource;
  group: Branch;
  place: Place;
  change: (place: Place, next: Node | null) => void;
}

const deepest = 6; // what a screen can show; the server takes 16
const kinds: Group[] = ['all', 'any', 'none'];

export function GroupEditor({ source, group, place, change }: GroupEditorProps) {
  const { t } = useTranslation();
  const add = (node: Node) => change(place, { ...group, children: [...group.children, node] });
  const word = t(group.kind === 'all' ? 'lists:builder.and' : 'lists:builder.or');
  return (
    <div
      className={classes.group}
      data-inner={place.length ? '' : undefined}
      role="group"
      aria-label={t(`lists:builder.${group.kind}`)}
    >
      <div className={classes.head}>
        <NativeSelect
          size="xs"
          aria-label={t('lists:builder.kind')}
          value={group.kind}
          data={kinds.map((kind) => ({ value: kind, label: t(`lists:builder.${kind}`) }))}
          onChange={(event) => change(place, { ...group, kind: event.currentTarget.value as Group })}
        />
        {place.length > 0 && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('lists:builder.remove_group')}
            onClick={() => change(place, null)}
          >
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {group.children.map((child, index) => {
        const at = [...place, index];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a node is its place
          <div key={index} className={classes.line}>
            {index > 0 && (
              <button
                type="button"
                className={classes.word}
                title={t('lists:builder.switch')}
                onClick={() => change(place, { ...group, kind: group.kind === 'all' ? 'any' : 'all' })}
              >
                {word}
              </button>
            )}
            {isTest(child) ? (
              <TestEditor source={source} test={child} change={(next) => change(at, next)} />
            ) : (
              <GroupEditor source={source} group={child} place={at} change={change} />
            )}
          </div>
        );
      })}
      <div className={classes.adders}>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => add({ field: '', op: '' })}
        >
          {t('lists:builder.add')}
        </Button>
        {place.length < deepest && (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconFolderPlus size={14} aria-hidden />}
            onClick={() =>
              add({ kind: group.kind === 'any' ? 'all' : 'any', children: [{ field: '', op: '' }] })
            }
          >
            {t('lists:builder.add_group')}
          </Button>
        )}
      </div>
    </div>
  );
}
