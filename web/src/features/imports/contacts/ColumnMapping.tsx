import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ContactImport, ImportSettings } from '@/api/types';
import { Mark } from '@/ui/marks';
import classes from '../Imports.module.css';

interface ColumnMappingProps {
  draft: ContactImport;
  change: (settings: Partial<ImportSettings>) => void;
}

// Which field each column is. What was found by the header, the content or an earlier import says so.
export function ColumnMapping({ draft, change }: ColumnMappingProps) {
  const { t } = useTranslation();
  const mapping = draft.options.mapping ?? [];
  const label = (field: string) =>
    t(`imports:field.${field}`, { defaultValue: t(`people:field.${field}`, { defaultValue: field }) });
  const choices = [
    { value: '', label: t('imports:map.leave_out') },
    ...(draft.fields ?? [])
      .map((field) => ({ value: field, label: label(field) }))
      .sort((a, b) => a.label.localeCompare(b.label)),
  ];
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
          {(draft.analysis.columns ?? []).map((column, index) => {
            const name = column.header || t('imports:look.column', { number: index + 1 });
            const field = mapping[index] ?? '';
            const found = column.found_by ?? 'nothing';
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: headers may repeat
              <tr key={index}>
                <th scope="row">{name}</th>
                <td className={classes.sample}>{(column.samples ?? []).slice(0, 3).join(' · ')}</td>
                <td>
                  <Select
                    aria-label={t('imports:map.field_of', { column: name })}
                    data={choices}
                    value={field}
                    allowDeselect={false}
                    searchable
                    maw={280}
                    onChange={(value) =>
                      change({ mapping: mapping.map((old, at) => (at === index ? (value ?? '') : old)) })
                    }
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
    </div>
  );
}
