import {
  IconActivity,
  IconCalendar,
  IconDeviceMobile,
  IconFilter,
  type IconProps,
  IconShieldCheck,
  IconShoppingBag,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { FieldSpec } from '@/ui/filters/builder/types';
import { didNode, group, member, newId, type RuleNode, test } from '../rule/node';

interface Question {
  id: 'did' | 'bought' | 'property' | 'member' | 'receive';
  icon: ComponentType<IconProps>;
  start: (fields: FieldSpec[]) => RuleNode;
}

// In the order in which people ask.
export const questions: Question[] = [
  { id: 'did', icon: IconActivity, start: () => didNode() },
  {
    id: 'bought',
    icon: IconShoppingBag,
    start: () => ({
      id: newId(),
      kind: 'history',
      history: 'orders',
      names: [],
      measure: 'count',
      field: '',
      window: test('ordered_at', 'in_last', { days: 90 }),
      where: group('all'),
      op: 'greater_equal',
      value: 1,
    }),
  },
  { id: 'property', icon: IconFilter, start: () => test('', '') },
  { id: 'member', icon: IconUsersGroup, start: () => member() },
  {
    id: 'receive',
    icon: IconShieldCheck,
    start: (fields) => {
      const known = fields.some((field) => field.name === 'consent_status');
      return known
        ? test('consent_status', 'in', ['b2c_optin_confirmed', 'b2b_optout_allowed', 'legitimate_interest'])
        : test('email_state', 'in', ['ok']);
    },
  },
];

interface FactQuestion {
  id: 'event' | 'when' | 'channel' | 'says';
  icon: ComponentType<IconProps>;
  start: () => RuleNode;
}

// Of one fact, in the filter of a timeline.
export const factQuestions: FactQuestion[] = [
  { id: 'event', icon: IconActivity, start: () => test('event', 'in') },
  { id: 'when', icon: IconCalendar, start: () => test('occurred_at', 'in_last', { days: 30 }) },
  { id: 'channel', icon: IconDeviceMobile, start: () => test('channel', 'in') },
  { id: 'says', icon: IconFilter, start: () => test('', '') },
];
