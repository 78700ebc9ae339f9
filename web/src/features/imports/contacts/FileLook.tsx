import { Alert, Select, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ContactImport, ImportSettings } from '@/api/types';
import classes from '../Imports.module.css';

const encodings = ['utf8', 'utf16_le', 'utf16_be', 'windows_1252', 'mac_roman'] as const;
const delimiters = ['comma', 'semicolon', 'tab', 'pipe'] as const;

interface FileLookProps {
  draft: ContactImport;
  change: (settings: Partial<ImportSettings>) => void;
}

// How the file was read, with the first lines to judge it by.
export function FileLook({ draft, change }: FileLookProps) {
  const { t } = useTranslation();
  const { analysis, options } = draft;
  const columns = analysis.columns ?? [];
  const records = analysis.records ?? [];
  return (
    <>
      <p className={classes.facts}>
        <span>
          {analysis.exact
            ? t('imports:look.lines', { count: analysis.lines ?? 0 })
            : t('imports:look.about', { count: analysis.lines ?? 0 })}
        </span>
        <span>{t('imports:look.columns', { count: columns.length })}</span>
        {(analysis.flawed_lines ?? 0) > 0 && (
          <span>{t('imports:look.flawed', { count: analysis.flawed_lines ?? 0 })}</span>
        )}
      </p>
      <div className={classes.grid}>
        <Select
          label={t('imports:look.delimiter')}
          data={delimiters.map((value) => ({ value, label: t(`imports:delimiter.${value}`) }))}
          value={options.delimiter ?? analysis.delimiter}
          allowDeselect={false}
          onChange={(value) => change({ delimiter: value as ImportSettings['delimiter'] })}
        />
        <Select
          label={t('imports:look.encoding')}
          data={encodings.map((value) => ({ value, label: t(`imports:encoding.${value}`) }))}
          value={options.encoding ?? analysis.encoding}
          allowDeselect={false}
          onChange={(value) => change({ encoding: value as ImportSettings['encoding'] })}
        />
        <Switch
          label={t('imports:look.header')}
          checked={options.has_header ?? true}
          onChange={(event) => change({ has_header: event.currentTarget.checked })}
          mt={28}
        />
      </div>
      {analysis.double_decoded && (
        <Alert variant="light" color="yellow" mt="sm" maw={760}>
          <Switch
            label={t('imports:look.repair')}
            checked={options.repair ?? false}
            onChange={(event) => change({ repair: event.currentTarget.checked })}
          />
        </Alert>
      )}
      {records.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        <div
          className={classes.scroller}
          tabIndex={0}
          role="region"
          aria-label={t('imports:look.preview')}
          style={{ marginTop: 14 }}
        >
          <table className={`${classes.table} ${classes.preview}`}>
            <thead>
              <tr>
                {columns.map((column, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
                  <th scope="col" key={index}>
                    {column.header || t('imports:look.column', { number: index + 1 })}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {records.slice(0, 8).map((record, line) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
                <tr key={line}>
                  {columns.map((_, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: cells have no other name
                    <td key={index}>{record[index]}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
