import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type BuilderSource, type FieldSpec, startValue } from '@/ui/filters/builder/types';
import { type HistoryNode, newId, type TestNode, timeOf, windowOps } from '../rule/node';
import { AnyValueEditor } from './AnyValueEditor';
import classes from './Builder.module.css';

interface WindowSlotProps {
  node: HistoryNode;
  source: BuilderSource;
  change: (next: Partial<HistoryNode>, merge?: string) => void;
}

const spans = ['in_last', 'not_in_last', 'in_next'];

// When it was done.
export function WindowSlot({ node, source, change }: WindowSlotProps) {
  const { t } = useTranslation();
  const field: FieldSpec = {
    name: timeOf(node.history),
    kind: 'instant',
    label: t('segments:slot.window'),
    operators: windowOps,
    options: [],
    group: 'rows',
  };
  const { window } = node;
  const choose = (op: string) => {
    if (op === 'ever') return change({ window: null });
    const fits =
      window &&
      spans.includes(window.op) === spans.includes(op) &&
      (window.op === 'between') === (op === 'between');
    const value = fits ? window.value : startValue(field, op);
    const next: TestNode = { id: window?.id ?? newId(), kind: 'test', field: field.name, op, value };
    change({ window: next });
  };
  return (
    <>
      <NativeSelect
        className={classes.window}
        size="xs"
        aria-label={t('segments:slot.window')}
        value={window?.op ?? 'ever'}
        data={['ever', ...windowOps].map((op) => ({ value: op, label: t(`segments:window.${op}`) }))}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {window && (
        <AnyValueEditor
          source={source}
          field={field}
          op={window.op}
          value={window.value}
          onChange={(value) => change({ window: { ...window, value } }, 'window')}
        />
      )}
    </>
  );
}
