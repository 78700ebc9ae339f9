import { ActionIcon, Kbd, Menu, UnstyledButton } from '@mantine/core';
import {
  IconBuildingPlus,
  IconKeyboard,
  IconLogout,
  IconMenu2,
  IconPlus,
  IconSearch,
  IconSettings,
  IconUserPlus,
  IconUserQuestion,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSignOut } from '@/features/access/widgets';
import { ActivityTray } from '@/features/jobs/widgets';
import { initials } from '@/lib/format';
import { ActionButton } from '@/ui/ActionButton';
import { useGo } from '@/ui/Link';
import { useCan, useSession } from '@/ui/session';
import { LanguageMenu, ThemeMenu } from './ChoiceMenus';
import type { Overlay } from './Shell';
import classes from './Shell.module.css';

export function Header({ onOverlay }: { onOverlay: (overlay: Overlay) => void }) {
  const { t } = useTranslation();
  const mac = navigator.platform.startsWith('Mac');
  return (
    <div className={classes.header} role="region" aria-label={t('app:header')}>
      <ActionIcon
        className={classes.phone}
        aria-label={t('app:nav.open')}
        onClick={() => onOverlay('navigation')}
      >
        <IconMenu2 size={18} />
      </ActionIcon>
      <UnstyledButton
        className={classes.search}
        onClick={() => onOverlay('palette')}
        aria-keyshortcuts="Control+K"
      >
        <IconSearch size={15} aria-hidden />
        <span className="truncate">{t('app:palette.open')}</span>
        <Kbd>{mac ? '⌘K' : 'Ctrl K'}</Kbd>
      </UnstyledButton>
      <span className={classes.space} />
      <CreateMenu />
      <ActivityTray />
      <span className={classes.wide}>
        <LanguageMenu />
        <ThemeMenu />
      </span>
      <AccountMenu onShortcuts={() => onOverlay('shortcuts')} />
    </div>
  );
}

function CreateMenu() {
  const { t } = useTranslation();
  const go = useGo();
  const can = useCan();
  if (!can('contacts.write')) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionButton icon={IconPlus} variant="default" label={t('app:create.label')} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconUserPlus size={15} />} onClick={() => go('/contacts?create=contact')}>
          {t('app:create.contact')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconUserQuestion size={15} />}
          onClick={() => go('/contacts?create=prospect')}
        >
          {t('app:create.prospect')}
        </Menu.Item>
        {can('companies.write') && (
          <Menu.Item
            leftSection={<IconBuildingPlus size={15} />}
            onClick={() => go('/companies?create=company')}
          >
            {t('app:create.company')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function AccountMenu({ onShortcuts }: { onShortcuts: () => void }) {
  const { t } = useTranslation();
  const { user, workspace } = useSession();
  const signOut = useSignOut();
  const go = useGo();
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <UnstyledButton
          className={classes.account}
          aria-label={t('app:account.label', { name: user.name })}
          data-initials={initials(user.name || user.email)}
        />
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <strong>{user.name}</strong>
          <div className="muted truncate">{user.email}</div>
          <div className="muted truncate">{workspace.name}</div>
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconSettings size={15} />} onClick={() => go('/settings/profile')}>
          {t('app:account.profile')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={15} />} rightSection={<Kbd>?</Kbd>} onClick={onShortcuts}>
          {t('app:shortcuts.title')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={15} />}
          onClick={() => signOut.mutate(undefined, { onSettled: () => go('/sign-in') })}
        >
          {t('app:account.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
