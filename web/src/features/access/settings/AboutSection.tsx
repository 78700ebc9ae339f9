import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, url } from '@/api/client';
import { Facts } from '@/ui/Section';
import { Panel } from './Panel';
import classes from './Settings.module.css';

declare const __VERSION__: string;

export default function AboutSection() {
  const { t } = useTranslation();
  const version = useQuery({
    queryKey: ['version'],
    queryFn: () => api.get<{ version: string }>('/api/version'),
    retry: false,
  });
  const link = (path: string, text: string) => (
    <a href={url(path)} target="_blank" rel="noreferrer">
      {text}
    </a>
  );
  return (
    <Panel id="about">
      <div className={classes.form}>
        <Facts
          items={[
            [t('access:about.server'), version.data?.version],
            [t('access:about.web'), __VERSION__],
            [t('access:about.licence'), 'Apache-2.0'],
            [t('access:about.api'), link('/api/docs', t('access:about.docs'))],
            [t('access:about.description'), link('/api/openapi.json', t('access:about.openapi'))],
          ]}
        />
      </div>
    </Panel>
  );
}
