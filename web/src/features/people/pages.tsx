import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/Page';
export function ContactsPage() {
  const { t } = useTranslation();
  return <Page title={t('app:nav.contacts')}>{null}</Page>;
}
export const ContactPage = ContactsPage;
export const CompaniesPage = ContactsPage;
export const CompanyPage = ContactsPage;
