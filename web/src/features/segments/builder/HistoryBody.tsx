import { Button, NativeSelect, NumberInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { append, update } from '../rule/edit';
import { type HistoryNode, test } from '../rule/node';
import classes from './Builder.module.css';
import { RowsContext, useBuilder } from './context';
import { GroupBox } from './GroupBox';
import { MeasureCompare, MeasureField } from './MeasureSlots';
import { NamesPicker } from './NamesPicker';
import { useRowSource } from './sources';
import { oftenOps, verbOf, verbsOf, withVerb } from './verbs';
import { WindowSlot } from './WindowSlot';

// has done · event · at least · 3 · times · in the last · 30 days · where …; or: the total of · value · of orders …
export function HistoryBody({ node }: { node: HistoryNode }) {
  const { t } = useTranslation();
  const { edit, source: people, histories } = useBuilder();
  const history = histories.find((one) => one.name === node.history);
  const source = useRowSource(people, history, node.names);
  const properties = history ? history.properties : node.history === 'events';
  const rows = useMemo(() => ({ source, properties }), [source, properties]);
  const change = (next: Partial<HistoryNode>, merge?: string) =>
    edit(
      (root) => update(root, node.id, (before) => ({ ...before, ...next }) as HistoryNode),
      merge && `${node.id} ${merge}`,
    );
  const verb = verbOf(node);
  const counts = verb === 'did';
  const named = history ? history.names : node.history === 'events';
  return (
    <>
      <NativeSelect
        className={classes.verb}
        size="xs"
        aria-label={t('segments:slot.verb')}
        value={verb}
        data={verbsOf(node, history).map((one) => ({
          value: one,
          label: t(`segments:verb.${one}`),
        }))}
        onChange={(event) => change(withVerb(node, event.currentTarget.value))}
      />
      {!counts && verb !== 'not' && <MeasureField node={node} source={source} change={change} />}
      {verb !== 'did' && verb !== 'not' && (
        <span className={classes.word}>
          {t('segments:slot.of', { history: history?.label ?? node.history })}
        </span>
      )}
      {named && <NamesPicker names={node.names} onChange={(names) => change({ names })} />}
      {counts && (
        <>
          <NativeSelect
            className={classes.often}
            size="xs"
            aria-label={t('segments:slot.often')}
            value={node.op}
            data={oftenOps.map((op) => ({ value: op, label: t(`segments:often.${op}`) }))}
            onChange={(event) => change({ op: event.currentTarget.value })}
          />
          <NumberInput
            className={classes.times}
            size="xs"
            aria-label={t('segments:slot.times_label')}
            min={0}
            max={1_000_000}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            value={typeof node.value === 'number' ? node.value : ''}
            onChange={(next) => change({ value: next === '' ? '' : Number(next) }, 'times')}
          />
          <span className={classes.word}>
            {t('segments:slot.times', { count: typeof node.value === 'number' ? node.value : 0 })}
          </span>
        </>
      )}
      <WindowSlot node={node} change={change} source={source} />
      {verb !== 'did' && verb !== 'not' && <MeasureCompare node={node} source={source} change={change} />}
      {node.where.children.length === 0 ? (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={12} aria-hidden />}
          onClick={() => edit((root) => append(root, node.where.id, test('', '')))}
        >
          {t('segments:slot.where')}
        </Button>
      ) : (
        <div className={classes.where} style={{ flexBasis: '100%' }}>
          <span className={classes.word}>{t('segments:slot.where_title')}</span>
          <RowsContext value={rows}>
            <GroupBox group={node.where} />
          </RowsContext>
        </div>
      )}
    </>
  );
}
