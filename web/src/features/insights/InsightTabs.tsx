import { useTranslation } from 'react-i18next';
import { Link } from '@/ui/Link';
import classes from './Insights.module.css';

const places = [
  ['base', '/insights'],
  ['churn', '/insights/churn'],
  ['cohorts', '/insights/cohorts'],
  ['model', '/insights/model'],
] as const;

// The pages of customer insight, beside each other.
export function InsightTabs() {
  const { t } = useTranslation();
  return (
    <nav className={classes.tabs} aria-label={t('insights:pages')}>
      {places.map(([id, to]) => (
        <Link key={id} to={to} exact>
          {t(`insights:page.${id}`)}
        </Link>
      ))}
    </nav>
  );
}
