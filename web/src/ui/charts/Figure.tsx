import { ActionIcon, Tooltip } from '@mantine/core';
import { IconChartBar, IconDownload, IconTable } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { download, toCsv } from '@/lib/csv';
import classes from './Figure.module.css';

type Cell = string | number;

interface FigureProps {
  title: string;
  file: string; // of the CSV
  head: string[];
  rows: Cell[][]; // for the file: plain numbers
  shown?: string[][]; // for the eye
  controls?: ReactNode;
  children: ReactNode; // the picture
}

// A picture that is also a table and a file.
export function Figure({ title, file, head, rows, shown, controls, children }: FigureProps) {
  const { t } = useTranslation();
  const id = useId();
  const [table, setTable] = useState(false);
  const turn = t(table ? 'analytics:revenue.as_chart' : 'analytics:revenue.as_table');
  return (
    <section aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id}>{title}</h2>
        <Tooltip label={turn}>
          <ActionIcon size={28} aria-label={turn} onClick={() => setTable(!table)}>
            {table ? <IconChartBar size={16} aria-hidden /> : <IconTable size={16} aria-hidden />}
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('analytics:revenue.csv')}>
          <ActionIcon
            size={28}
            aria-label={`${t('analytics:revenue.csv')}: ${title}`}
            onClick={() => download(file, toCsv([head, ...rows]))}
          >
            <IconDownload size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      {controls && <div className={classes.controls}>{controls}</div>}
      {table ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        <div style={{ maxHeight: 320, overflow: 'auto' }} tabIndex={0} role="group" aria-label={title}>
          <table className={classes.table}>
            <thead>
              <tr>
                {head.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {(shown ?? rows).map((row) => (
                <tr key={row.slice(0, -1).join()}>
                  {row.map((cell, index) => (
                    <td key={head[index]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        children
      )}
    </section>
  );
}
