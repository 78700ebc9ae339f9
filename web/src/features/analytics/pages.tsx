import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/Page';
export function HomePage() {
  const { t } = useTranslation();
  return <Page title={t('app:nav.home')}>{null}</Page>;
}
