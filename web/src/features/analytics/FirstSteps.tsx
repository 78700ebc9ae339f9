import { Button } from '@mantine/core';
import { IconAddressBook, IconApi, IconFileUpload, type IconProps, IconUserPlus } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { useGo } from '@/ui/Link';
import { useCan, useSeesPart } from '@/ui/session';
import classes from './Home.module.css';

// In the order that helps most.
const steps: {
  id: 'import' | 'people' | 'contact' | 'api';
  to: string;
  icon: ComponentType<IconProps>;
  permission: string;
}[] = [
  { id: 'import', to: '/imports?kind=orders', icon: IconFileUpload, permission: 'imports.write' },
  {
    id: 'people',
    to: '/imports?kind=contacts',
    icon: IconAddressBook,
    permission: 'contacts.import',
  },
  { id: 'contact', to: '/contacts?create=contact', icon: IconUserPlus, permission: 'contacts.write' },
  { id: 'api', to: '/settings/keys', icon: IconApi, permission: 'keys.manage' },
];

// What an empty workspace shows: what this is, and three ways to begin.
export function FirstSteps() {
  const { t } = useTranslation();
  const go = useGo();
  const can = useCan();
  const part = useSeesPart();
  const mine = steps.filter((step) => can(step.permission));
  return (
    <>
      <p className={classes.lead}>
        {t(part ? 'analytics:start.part' : 'analytics:start.lead')}{' '}
        {t(mine.length ? 'analytics:start.begin' : 'analytics:start.wait')}
      </p>
      <div className={classes.start}>
        {mine.map(({ id, to, icon: Icon }, index) => (
          <section key={id} className={classes.step}>
            <Icon size={26} stroke={1.5} className={classes.stepIcon} aria-hidden />
            <h2>{t(`analytics:start.${id}.title`)}</h2>
            <p>{t(`analytics:start.${id}.text`)}</p>
            <Button variant={index === 0 ? 'filled' : 'default'} onClick={() => go(to)}>
              {t(`analytics:start.${id}.action`)}
            </Button>
          </section>
        ))}
      </div>
    </>
  );
}
