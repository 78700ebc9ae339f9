import { Tabs } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Company, Contact } from '@/api/types';
import { CompanyOrders } from '@/features/events/widgets';
import { useGo } from '@/ui/Link';
import { State } from '@/ui/States';
import { useCan } from '@/ui/session';
import { DataTable } from '@/ui/table/DataTable';
import { useList } from '@/ui/useList';
import { useUrlState } from '@/ui/useUrlState';
import classes from '../contact/Contact.module.css';
import { CompanyTimeline } from '../contact/Timeline';
import { ContactCard } from '../contacts/ContactCard';
import { useContactColumns } from '../contacts/useContactColumns';

const nothing = () => {};

// A company's people, what they ordered, and what happened with them.
export function CompanyTabs({ company }: { company: Company }) {
  const { t } = useTranslation();
  const can = useCan();
  const [search, set] = useUrlState();
  return (
    <Tabs
      className={classes.listColumn}
      value={search.tab ?? 'people'}
      onChange={(tab) => set({ tab: tab === 'people' || !tab ? undefined : tab })}
    >
      <Tabs.List>
        <Tabs.Tab value="people">{t('duplicates:company.tab.people')}</Tabs.Tab>
        {can('orders.read') && <Tabs.Tab value="orders">{t('duplicates:company.tab.orders')}</Tabs.Tab>}
        <Tabs.Tab value="timeline">{t('duplicates:company.tab.timeline')}</Tabs.Tab>
      </Tabs.List>
      {(search.tab ?? 'people') === 'people' && <People company={company} />}
      {search.tab === 'orders' && (
        <div className={classes.panel}>
          <CompanyOrders companyId={company.id} />
        </div>
      )}
      {search.tab === 'timeline' && (
        <div className={classes.panel}>
          <CompanyTimeline companyId={company.id} />
        </div>
      )}
    </Tabs>
  );
}

function People({ company }: { company: Company }) {
  const { t } = useTranslation();
  const go = useGo();
  const contacts = useList<Contact>('contacts', '/api/contacts', {
    company_id: company.id,
    sort: 'name',
    limit: 100,
  });
  const columns = useContactColumns(nothing).filter((column) =>
    ['name', 'status', 'email', 'job_title', 'orders_value', 'last_contacted_at'].includes(column.id),
  );
  return (
    <div className={classes.listColumn} style={{ flex: 1 }}>
      <DataTable
        label={t('people:company.people', { name: company.name })}
        list={contacts}
        columns={columns}
        rowId={(row) => row.id}
        open={(row) => go(`/contacts/${row.id}`)}
        card={(row) => <ContactCard contact={row} onOpen={nothing} />}
        empty={
          <State icon={IconUsers} tone="neutral" title={t('people:company.no_people')}>
            {t('people:company.no_people_text')}
          </State>
        }
      />
    </div>
  );
}
