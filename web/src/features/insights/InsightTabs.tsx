import { useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Link } from '@/ui/Link';
import classes from './Insights.module.css';

const places = [
  ['base', '/insights'],
  ['churn', '/insights/churn'],
  ['model', '/insights/model'],
] as const;

// The pages of customer insight, beside each other.
export function InsightTabs() {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const here = places.findLast(([, to]) => path.endsWith(to))?.[0];
  return (
    <nav className={classes.tabs} aria-label={t('insights:pages')}>
      {places.map(([id, to]) => (
        <Link key={id} to={to} aria-current={here === id ? 'page' : undefined}>
          {t(`insights:page.${id}`)}
        </Link>
      ))}
    </nav>
  );
}
