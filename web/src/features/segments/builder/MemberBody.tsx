import { NativeSelect, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/ui/session';
import { unwrap, update, wrap } from '../rule/edit';
import type { MemberNode } from '../rule/node';
import classes from './Builder.module.css';
import { useBuilder } from './context';

// In or not in a segment; "not" is the group of none around it.
export function MemberBody({ node, outer }: { node: MemberNode; outer?: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { edit, segments } = useBuilder();
  // By its id, so that it may be called otherwise later.
  const known = segments.find((segment) => segment.name === node.segment || segment.id === node.segment);
  const data = segments.map((segment) => ({
    value: segment.id,
    label: `${segment.name} (${format.number(segment.members_count)})`,
  }));
  if (node.segment && !known) data.push({ value: node.segment, label: node.segment });
  return (
    <>
      <NativeSelect
        className={classes.verb}
        size="xs"
        aria-label={t('segments:slot.member')}
        value={outer ? 'not_in' : 'in'}
        data={['in', 'not_in'].map((value) => ({ value, label: t(`segments:slot.${value}`) }))}
        onChange={(event) => {
          const not = event.currentTarget.value === 'not_in';
          if (not && !outer) edit((root) => wrap(root, node.id, 'none'));
          else if (!not && outer) edit((root) => unwrap(root, outer));
        }}
      />
      <Select
        className={classes.names}
        size="xs"
        aria-label={t('segments:slot.segment')}
        placeholder={t('segments:slot.choose_segment')}
        data={data}
        value={known?.id ?? (node.segment || null)}
        onChange={(segment) =>
          segment && edit((root) => update(root, node.id, (before) => ({ ...before, segment }) as MemberNode))
        }
        searchable
        autoFocus={!node.segment}
        allowDeselect={false}
        nothingFoundMessage={t('segments:none_found')}
      />
    </>
  );
}
