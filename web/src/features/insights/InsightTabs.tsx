import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { afterPaint } from '@/lib/afterPaint';
import { Link } from '@/ui/Link';
import classes from './Insights.module.css';

const places = [
  ['base', '/insights'],
  ['churn', '/insights/churn'],
  ['cohorts', '/insights/cohorts'],
  ['engagement', '/insights/engagement'],
  ['segments', '/insights/segments'],
  ['accuracy', '/insights/accuracy'],
  ['model', '/insights/model'],
  ['next_actions', '/insights/next-actions'],
  ['scores', '/insights/scores'],
] as const;

// The pages of customer insight, beside each other.
export function InsightTabs() {
  const { t } = useTranslation();
  const nav = useRef<HTMLElement>(null);
  // On a phone the page that is open may lie beyond the edge.
  useEffect(
    () =>
      afterPaint(() => {
        const bar = nav.current;
        const current = bar?.querySelector<HTMLElement>('[aria-current]');
        if (bar && current)
          bar.scrollLeft = current.offsetLeft - bar.clientWidth / 2 + current.clientWidth / 2;
      }),
    [],
  );
  return (
    <nav ref={nav} className={classes.tabs} aria-label={t('insights:pages')}>
      {places.map(([id, to]) => (
        <Link key={id} to={to} exact>
          {t(`insights:page.${id}`)}
        </Link>
      ))}
    </nav>
  );
}
