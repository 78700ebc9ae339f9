import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useGo } from '@/ui/Link';
import { useCan } from '@/ui/session';

// What there is to do on a page of insight that has no customers yet.
export function ImportOrders() {
  const { t } = useTranslation();
  const go = useGo();
  const can = useCan();
  if (!can('imports.write')) return null;
  return <Button onClick={() => go('/imports?kind=orders')}>{t('insights:empty.import')}</Button>;
}
