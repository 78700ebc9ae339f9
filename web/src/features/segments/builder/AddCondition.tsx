import { Button, Menu } from '@mantine/core';
import { IconFolderPlus, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { append } from '../rule/edit';
import { type GroupNode, group as makeGroup, test } from '../rule/node';
import classes from './Builder.module.css';
import { useBuilder, useRows } from './context';
import { questions } from './questions';

// Conditions begin with a question, not with a list of fields.
export function AddCondition({ group }: { group: GroupNode }) {
  const { t } = useTranslation();
  const { edit, source } = useBuilder();
  const rows = useRows();
  const another = group.kind === 'any' ? 'all' : 'any';
  return (
    <div className={classes.adders}>
      {rows ? (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => edit((root) => append(root, group.id, test('', '')))}
        >
          {t('segments:build.add')}
        </Button>
      ) : (
        <Menu position="bottom-start" width={320}>
          <Menu.Target>
            <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={14} aria-hidden />}>
              {t('segments:build.add')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {questions.map(({ id, icon: Icon, start }) => (
              <Menu.Item
                key={id}
                leftSection={<Icon size={16} aria-hidden />}
                onClick={() => edit((root) => append(root, group.id, start(source.fields)))}
              >
                {t(`segments:question.${id}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconFolderPlus size={14} aria-hidden />}
        onClick={() => edit((root) => append(root, group.id, makeGroup(another, [test('', '')])))}
      >
        {t('segments:build.add_group')}
      </Button>
    </div>
  );
}
