import { Button } from '@mantine/core';
import { IconMapPinOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useGo } from '@/ui/Link';
import { Page } from '@/ui/Page';
import { State } from '@/ui/States';

export function NotFound() {
  const { t } = useTranslation();
  const go = useGo();
  return (
    <Page title={t('app:not_found.title')}>
      <State
        icon={IconMapPinOff}
        tone="neutral"
        title={t('app:not_found.title')}
        actions={<Button onClick={() => go('/')}>{t('app:not_found.home')}</Button>}
      >
        {t('app:not_found.text')}
      </State>
    </Page>
  );
}
