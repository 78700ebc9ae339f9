import { Select } from '@mantine/core';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactImport, ImportSettings } from '@/api/types';
import { FieldDrawer, textIn, useOwnFields } from '@/features/people/widgets';
import { Mark } from '@/ui/marks';
import { useCan } from '@/ui/session';
import classes from '../Imports.module.css';

interface ColumnMappingProps {
  draft: ContactImport;
  change: (settings: Partial<ImportSettings>) => void;
  disabled: boolean;
}

const create = 'create';
const isOwn = (field: string) => field.startsWith('custom.');
// What a new field for a column would be, by what its cells look like.
const typeOf = {
  email: 'email',
  phone: 'phone',
  date: 'date',
  money: 'money',
  number: 'number',
  boolean: 'boolean',
} as const;

// Which field each column is. What was found by the header, the content or an earlier import says so.
export function ColumnMapping({ draft, change, disabled }: ColumnMappingProps) {
  const { t } = useTranslation();
  const choices = useFieldChoices(draft.fields ?? []);
  const [creating, setCreating] = useState<number>();
  const mapping = draft.options.mapping ?? [];
  const columns = draft.analysis.columns ?? [];
  const bring = (index: number, field: string) =>
    change({ mapping: mapping.map((old, at) => (at === index ? field : old)) });
  const wanted = creating === undefined ? undefined : columns[creating];
  return (
    <div className={classes.scroller}>
      <table className={`${classes.table} ${classes.mapping}`}>
        <thead>
          <tr>
            <th scope="col">{t('imports:column')}</th>
            <th scope="col">{t('imports:map.examples')}</th>
            <th scope="col">{t('imports:map.field')}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column, index) => {
            const name = column.header || t('imports:look.column', { number: index + 1 });
            const field = mapping[index] ?? '';
            const found = column.found_by ?? 'nothing';
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: headers may repeat
              <tr key={index}>
                <th scope="row">{name}</th>
                <td className={classes.sample}>{(column.samples ?? []).slice(0, 3).join(' · ')}</td>
                <td>
                  <Select<string>
                    aria-label={t('imports:map.field_of', { column: name })}
                    data={choices}
                    value={field}
                    allowDeselect={false}
                    searchable
                    disabled={disabled}
                    comboboxProps={{ keepMounted: false }}
                    maw={280}
                    onChange={(value) => (value === create ? setCreating(index) : bring(index, value ?? ''))}
                  />
                  {field && field === column.field && ['content', 'remembered'].includes(found) && (
                    <Mark tone="info">{t(`imports:map.found.${found}`)}</Mark>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {creating !== undefined && (
        <Suspense>
          <FieldDrawer
            object="contact"
            suggest={{
              label: wanted?.header ?? '',
              type: typeOf[wanted?.looks_like as keyof typeof typeOf] ?? 'text',
            }}
            onDone={(saved) => bring(creating, `custom.${saved.name}`)}
            onClose={() => setCreating(undefined)}
          />
        </Suspense>
      )}
    </div>
  );
}

// Leave out, the standard fields, and the workspace's own under a heading of their own.
function useFieldChoices(fields: string[]) {
  const { t, i18n } = useTranslation();
  const can = useCan();
  const labels = new Map(
    useOwnFields('contact').map((own) => [`custom.${own.name}`, textIn(own.label, i18n.language)]),
  );
  const label = (field: string) =>
    isOwn(field)
      ? labels.get(field) || field.slice('custom.'.length)
      : t(`imports:field.${field}`, { defaultValue: t(`people:field.${field}`, { defaultValue: field }) });
  const items = (wanted: string[]) =>
    wanted
      .map((field) => ({ value: field, label: label(field) }))
      .sort((a, b) => a.label.localeCompare(b.label, i18n.language));
  const own = items(fields.filter(isOwn));
  return [
    { value: '', label: t('imports:map.leave_out') },
    ...(can('fields.write') ? [{ value: create, label: t('imports:map.create') }] : []),
    { group: t('imports:map.standard'), items: items(fields.filter((field) => !isOwn(field))) },
    ...(own.length ? [{ group: t('imports:map.own'), items: own }] : []),
  ];
}
