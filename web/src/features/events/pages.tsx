import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/Page';
export function OrdersPage() {
  const { t } = useTranslation();
  return <Page title={t('app:nav.orders')}>{null}</Page>;
}
export const OrderPage = OrdersPage;
export const ProductsPage = OrdersPage;
export const ImportsPage = OrdersPage;
