import { ActionIcon, Button } from '@mantine/core';
import { IconAlertTriangle, IconGripVertical, IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { remove, wrap } from '../rule/edit';
import { isComplete, isGroup, type RuleNode, test } from '../rule/node';
import { ruleIssue } from '../ruleIssue';
import classes from './Builder.module.css';
import { useBuilder, useRows } from './context';
import { Counted } from './Counted';
import { NodeMenu } from './NodeMenu';

interface LineProps {
  node: RuleNode;
  name: string;
  inAny: boolean; // it stands among others of which one suffices
  children: ReactNode;
}

// The frame of one condition: what drags it, its sentence, its figures, what else can be done with it.
export function Line({ node, name, inAny, children }: LineProps) {
  const { t } = useTranslation();
  const { edit, dragged, drag, issues, warnings } = useBuilder();
  const rows = useRows();
  const wrong = issues.get(node.id) ?? (isGroup(node) ? issues.get(node.children[0]?.id ?? '') : undefined);
  const finished = isGroup(node) || isComplete(node);
  return (
    <div className={classes.line}>
      <button
        type="button"
        className={classes.handle}
        draggable
        tabIndex={-1}
        aria-label={t('segments:build.drag', { name })}
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = 'move';
          event.dataTransfer.setData('text/plain', node.id);
          setTimeout(() => drag(node.id)); // the picture is taken first
        }}
        onDragEnd={() => drag(null)}
      >
        <IconGripVertical size={15} aria-hidden />
      </button>
      <div
        className={classes.card}
        data-bad={wrong ? '' : undefined}
        data-dragged={dragged === node.id || undefined}
      >
        <div className={classes.row}>
          <div className={classes.sentence}>
            {children}
            {!inAny && !rows && finished && (
              <Button
                size="compact-xs"
                variant="subtle"
                leftSection={<IconPlus size={12} aria-hidden />}
                onClick={() => edit((root) => wrap(root, node.id, 'any', test('', '')))}
              >
                {t('segments:build.or')}
              </Button>
            )}
          </div>
          <Counted id={node.id} />
          <NodeMenu node={node} name={name} />
          <ActionIcon
            aria-label={t('segments:build.remove', { name })}
            onClick={() => edit((root) => remove(root, node.id))}
          >
            <IconX size={15} aria-hidden />
          </ActionIcon>
        </div>
        {wrong?.map((issue) => (
          <p key={issue.path + issue.code} className={classes.issue} role="alert">
            {ruleIssue(t, issue)}
          </p>
        ))}
        {!wrong &&
          warnings.get(node.id)?.map((issue) => (
            <p key={issue.path + issue.code} className={classes.odd}>
              <IconAlertTriangle size={14} aria-hidden /> {ruleIssue(t, issue)}
            </p>
          ))}
      </div>
    </div>
  );
}
