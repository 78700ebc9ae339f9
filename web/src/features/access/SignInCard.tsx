import { type ReactNode, useEffect } from 'react';
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
        <svg className={classes.logo} viewBox="0 0 32 32" aria-hidden>
          <rect width="32" height="32" rx="8" fill="var(--brand)" />
          <path
            d="M10 24V9h7.2a4.6 4.6 0 0 1 1.5 8.95L22.5 24"
            fill="none"
            stroke="#fff"
            strokeWidth="3"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
          <circle cx="10" cy="24" r="2.2" fill="#b9c5ff" />
        </svg>
        <h1 className={classes.title}>{title}</h1>
        {lead && <p className={classes.lead}>{lead}</p>}
        {children}
      </div>
    </main>
  );
}
