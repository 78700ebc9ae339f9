import { type ReactNode, useEffect } from 'react';
import { BrandMark } from '@/ui/BrandMark';
import classes from './SignIn.module.css';

export function SignInCard({
  title,
  lead,
  wide,
  children,
}: {
  title: string;
  lead?: string;
  wide?: boolean;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Rapport`;
  }, [title]);
  return (
    <main className={classes.screen}>
      <div className={`${classes.card} ${wide ? classes.wide : ''}`}>
        <BrandMark className={classes.logo} />
        <h1 className={classes.title}>{title}</h1>
        {lead && <p className={classes.lead}>{lead}</p>}
        {children}
      </div>
    </main>
  );
}
