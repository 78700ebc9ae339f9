import {
  IconBuildingStore,
  IconBulb,
  IconChartPie,
  IconCoins,
  IconFilterCheck,
  IconForms,
  IconHistory,
  IconInfoCircle,
  IconKey,
  type IconProps,
  IconShieldLock,
  IconUserCircle,
  IconUsers,
  IconRoute,
  IconTargetArrow,
  IconUsersGroup,
  IconWebhook,
} from '@tabler/icons-react';
import { type ComponentType, lazy } from 'react';
import { ChannelsSection } from '@/features/ingest/widgets';
import { CostsSection, LifecycleSection } from '@/features/insights/widgets';
import { NextActionsSection } from '@/features/next_actions/widgets';
import { FieldsSection } from '@/features/people/widgets';
import { WebhooksSection } from '@/features/webhooks/widgets';

export interface SettingsSection {
  id: string;
  group: 'me' | 'workspace' | 'privacy' | 'developers';
  icon: ComponentType<IconProps>;
  permission?: string;
  page: ComponentType;
}

// Every section of the settings, in the order of its group. A section without its permission is not listed.
export const sections: SettingsSection[] = [
  { id: 'profile', group: 'me', icon: IconUserCircle, page: lazy(() => import('./ProfileSection')) },
  { id: 'security', group: 'me', icon: IconShieldLock, page: lazy(() => import('./SecuritySection')) },
  {
    id: 'workspace',
    group: 'workspace',
    icon: IconBuildingStore,
    permission: 'settings.read',
    page: lazy(() => import('./WorkspaceSection')),
  },
  {
    id: 'currencies',
    group: 'workspace',
    icon: IconCoins,
    permission: 'settings.read',
    page: lazy(() => import('./CurrenciesSection')),
  },
  {
    id: 'fields',
    group: 'workspace',
    icon: IconForms,
    permission: 'fields.read',
    page: FieldsSection,
  },
  {
    id: 'channels',
    group: 'workspace',
    icon: IconRoute,
    permission: 'settings.read',
    page: ChannelsSection,
  },
  {
    id: 'lifecycle',
    group: 'workspace',
    icon: IconChartPie,
    permission: 'settings.read',
    page: LifecycleSection,
  },
  {
    id: 'acquisition-costs',
    group: 'workspace',
    icon: IconTargetArrow,
    permission: 'settings.read',
    page: CostsSection,
  },
  {
    id: 'next-actions',
    group: 'workspace',
    icon: IconBulb,
    permission: 'settings.read',
    page: NextActionsSection,
  },
  {
    id: 'users',
    group: 'workspace',
    icon: IconUsers,
    permission: 'users.read',
    page: lazy(() => import('./UsersSection')),
  },
  {
    id: 'teams',
    group: 'workspace',
    icon: IconUsersGroup,
    permission: 'users.read',
    page: lazy(() => import('./TeamsSection')),
  },
  {
    id: 'intake',
    group: 'privacy',
    icon: IconFilterCheck,
    permission: 'intake_policy.read',
    page: lazy(() => import('./IntakeSection')),
  },
  {
    id: 'audit',
    group: 'privacy',
    icon: IconHistory,
    permission: 'audit.read',
    page: lazy(() => import('./AuditSection')),
  },
  {
    id: 'keys',
    group: 'developers',
    icon: IconKey,
    permission: 'keys.manage',
    page: lazy(() => import('./KeysSection')),
  },
  {
    id: 'webhooks',
    group: 'developers',
    icon: IconWebhook,
    permission: 'webhooks.manage',
    page: WebhooksSection,
  },
  { id: 'about', group: 'developers', icon: IconInfoCircle, page: lazy(() => import('./AboutSection')) },
];

export const sectionGroups = ['me', 'workspace', 'privacy', 'developers'] as const;
