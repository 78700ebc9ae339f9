import {
  IconActivity,
  IconBuildingSkyscraper,
  IconBulb,
  IconChartPie,
  IconHome2,
  IconPackage,
  type IconProps,
  IconReceipt,
  IconSettings,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

export interface Place {
  id: string;
  title: string; // key
  to: string;
  icon: ComponentType<IconProps>;
  keys: string;
  permission?: string;
}
interface Group {
  id: string;
  title?: string;
  places: Place[];
}

// A page is listed when it works.
export const groups: Group[] = [
  {
    id: 'today',
    title: 'app:nav.today',
    places: [
      { id: 'home', title: 'app:nav.home', to: '/', icon: IconHome2, keys: 'g h' },
      {
        id: 'next_actions',
        title: 'app:nav.next_actions',
        to: '/next-actions',
        icon: IconBulb,
        keys: 'g n',
        permission: 'next_actions.act',
      },
    ],
  },
  {
    id: 'customers',
    title: 'app:nav.customers',
    places: [
      {
        id: 'contacts',
        title: 'app:nav.contacts',
        to: '/contacts',
        icon: IconUsers,
        keys: 'g c',
        permission: 'contacts.read',
      },
      {
        id: 'companies',
        title: 'app:nav.companies',
        to: '/companies',
        icon: IconBuildingSkyscraper,
        keys: 'g o',
        permission: 'companies.read',
      },
      {
        id: 'segments',
        title: 'app:nav.segments',
        to: '/segments',
        icon: IconUsersGroup,
        keys: 'g s',
        permission: 'segments.read',
      },
      {
        id: 'orders',
        title: 'app:nav.orders',
        to: '/orders',
        icon: IconReceipt,
        keys: 'g r',
        permission: 'orders.read',
      },
    ],
  },
  {
    id: 'sell',
    title: 'app:nav.sell',
    places: [
      {
        id: 'products',
        title: 'app:nav.products',
        to: '/products',
        icon: IconPackage,
        keys: 'g p',
        permission: 'products.read',
      },
    ],
  },
  {
    id: 'know',
    title: 'app:nav.know',
    places: [
      {
        id: 'insights',
        title: 'app:nav.insights',
        to: '/insights',
        icon: IconChartPie,
        keys: 'g i',
        permission: 'insights.read',
      },
    ],
  },
  {
    id: 'data',
    title: 'app:nav.data',
    places: [
      {
        id: 'events',
        title: 'app:nav.events',
        to: '/events',
        icon: IconActivity,
        keys: 'g e',
        permission: 'events.read',
      },
    ],
  },
];

export const settingsPlace: Place = {
  id: 'settings',
  title: 'app:nav.settings',
  to: '/settings',
  icon: IconSettings,
  keys: 'g ,',
};
