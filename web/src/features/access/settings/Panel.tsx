import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Settings.module.css';

interface PanelProps {
  id: string;
  action?: ReactNode;
  children: ReactNode;
  list?: boolean; // the body is a list that scrolls by itself
}

export function Panel({ id, action, children, list }: PanelProps) {
  const { t } = useTranslation();
  const head = (
    <div className={classes.head}>
      <div>
        <h2 className={classes.title}>{t(`access:settings.${id}.title`)}</h2>
        <p className={classes.lead}>{t(`access:settings.${id}.lead`)}</p>
      </div>
      {action}
    </div>
  );
  if (list) {
    return (
      <div className={classes.wide}>
        <div className={classes.padded}>{head}</div>
        {children}
      </div>
    );
  }
  return (
    <div className={classes.panel}>
      {head}
      {children}
    </div>
  );
}
