import { Skeleton, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft, IconSearch } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fold } from '@/lib/commands';
import { Link } from '@/ui/Link';
import { Page } from '@/ui/Page';
import { NoPermission } from '@/ui/States';
import { useCan } from '@/ui/session';
import classes from './Settings.module.css';
import { sectionGroups, sections } from './sections';

export function SettingsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { section } = useParams({ strict: false }) as { section?: string };
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const current = sections.find((item) => item.id === (section ?? 'profile')) ?? sections[0];
  const allowed = sections.filter((item) => !item.permission || can(item.permission));
  const Section = current?.page;
  return (
    <Page
      title={
        section && current
          ? `${t(`access:settings.${current.id}.title`)} · ${t('app:nav.settings')}`
          : t('app:nav.settings')
      }
      heading={t('app:nav.settings')}
      scroll={false}
      before={
        phone && section ? (
          <Link to="/settings" aria-label={t('access:settings.back')} style={{ display: 'grid', padding: 4 }}>
            <IconArrowLeft size={18} />
          </Link>
        ) : undefined
      }
    >
      <div className={classes.layout}>
        {(!phone || !section) && <SectionList current={section ?? (phone ? '' : 'profile')} />}
        {(!phone || section) && (
          <Suspense
            fallback={
              <div className={classes.panel}>
                <Skeleton height={200} />
              </div>
            }
          >
            {current && Section && allowed.includes(current) ? (
              <Section key={current.id} />
            ) : (
              <NoPermission />
            )}
          </Suspense>
        )}
      </div>
    </Page>
  );
}

// Searchable by the names of the sections and by what stands in them.
function SectionList({ current }: { current: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const [text, setText] = useState('');
  const words = fold(text);
  const shown = sections.filter((item) => {
    if (item.permission && !can(item.permission)) return false;
    return fold(`${t(`access:settings.${item.id}.title`)} ${t(`access:settings.${item.id}.lead`)}`).includes(
      words,
    );
  });
  return (
    <nav className={classes.list} aria-label={t('app:nav.settings')} data-navigation>
      <TextInput
        size="xs"
        type="search"
        leftSection={<IconSearch size={14} aria-hidden />}
        placeholder={t('access:settings.search')}
        aria-label={t('access:settings.search')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {sectionGroups.map((group) => {
        const items = shown.filter((item) => item.group === group);
        if (!items.length) return null;
        return (
          <div key={group}>
            <div className={classes.group} id={`settings-${group}`}>
              {t(`access:settings.group.${group}`)}
            </div>
            <ul className={classes.items} aria-labelledby={`settings-${group}`}>
              {items.map(({ id, icon: Icon }) => (
                <li key={id}>
                  <Link
                    to={`/settings/${id}`}
                    className={classes.item}
                    aria-current={current === id ? 'page' : undefined}
                  >
                    <Icon size={16} stroke={1.7} aria-hidden />
                    {t(`access:settings.${id}.title`)}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
      {!shown.length && <p className="muted">{t('access:settings.none')}</p>}
    </nav>
  );
}
