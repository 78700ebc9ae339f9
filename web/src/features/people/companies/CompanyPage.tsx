import { Skeleton } from '@mantine/core';
import { IconArrowLeft, IconArrowMerge, IconPencil, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Company } from '@/api/types';
import { ActionButton } from '@/ui/ActionButton';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { Link, useGo } from '@/ui/Link';
import { Ago } from '@/ui/marks';
import { Page } from '@/ui/Page';
import { Facts, Section } from '@/ui/Section';
import { ErrorState } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useCommands } from '@/ui/useCommands';
import { companyQuery, useRefreshPeople } from '../api';
import classes from '../contact/Contact.module.css';
import { CustomSection } from '../fields/CustomSection';
import { CompanyDrawer } from './CompanyDrawer';
import { CompanyMergeDialog, CompanyMerges } from './CompanyMerges';
import { CompanyTabs } from './CompanyTabs';

export function CompanyPage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const company = useQuery(companyQuery(id));
  if (company.error) {
    return (
      <Page title={t('app:nav.companies')}>
        <ErrorState error={company.error} retry={() => void company.refetch()} />
      </Page>
    );
  }
  if (!company.data) {
    return (
      <Page title={t('ui:loading')}>
        <Skeleton height={140} />
      </Page>
    );
  }
  return <Shown company={company.data} />;
}

function Shown({ company }: { company: Company }) {
  const { t } = useTranslation();
  const go = useGo();
  const can = useCan();
  const format = useFormat();
  const refresh = useRefreshPeople();
  const [open, setOpen] = useState<'edit' | 'delete' | 'merge' | null>(null);
  const writable = can('companies.write');
  useCommands(
    writable
      ? [
          {
            id: 'company.edit',
            title: t('people:company.edit'),
            group: 'here',
            keys: 'e',
            run: () => setOpen('edit'),
          },
        ]
      : [],
  );
  return (
    <Page
      title={company.name}
      scroll={false}
      before={
        <Link to="/companies" aria-label={t('people:company.back')} style={{ display: 'grid', padding: 4 }}>
          <IconArrowLeft size={18} />
        </Link>
      }
      actions={
        writable && (
          <>
            <ActionButton
              variant="default"
              icon={IconPencil}
              label={t('people:page.edit_short')}
              onClick={() => setOpen('edit')}
            />
            <ActionButton
              variant="default"
              icon={IconArrowMerge}
              label={t('duplicates:merge.action')}
              onClick={() => setOpen('merge')}
            />
            <ActionButton
              variant="subtle"
              data-danger
              icon={IconTrash}
              label={t('people:company.delete_short')}
              onClick={() => setOpen('delete')}
            />
          </>
        )
      }
    >
      <div className={classes.pair}>
        <div className={classes.column}>
          <Section title={t('people:company.about')}>
            <Facts
              items={[
                [t('people:company.domain'), company.domain],
                [t('people:company.industry'), company.industry],
                [t('people:company.size'), company.size],
                [t('people:company.budget'), company.budget && format.money(company.budget)],
                [
                  t('people:field.city'),
                  [company.city, format.country(company.country)].filter(Boolean).join(', '),
                ],
                [t('people:field.created_at'), <Ago key="created" at={company.created_at} />],
              ]}
            />
          </Section>
          <CompanyMerges company={company} />
          <CustomSection
            object="company"
            record={company}
            save={
              writable
                ? (changes) =>
                    api
                      .patch<Company>(`/api/companies/${company.id}`, changes, company.version)
                      .then(() => refresh())
                : undefined
            }
          />
          {company.notes && (
            <Section title={t('people:field.notes')}>
              <p className={classes.notes}>{company.notes}</p>
            </Section>
          )}
        </div>
        <CompanyTabs company={company} />
      </div>
      {open === 'merge' && <CompanyMergeDialog company={company} onClose={() => setOpen(null)} />}
      {open === 'edit' && <CompanyDrawer company={company} onClose={() => setOpen(null)} />}
      {open === 'delete' && (
        <ConfirmDialog
          title={t('people:company.delete', { name: company.name })}
          text={t('people:company.delete_text', { count: company.contacts_count ?? 0 })}
          action={t('people:company.delete_short')}
          onClose={() => setOpen(null)}
          run={() => api.delete(`/api/companies/${company.id}`)}
          done={() => {
            toast.done(t('people:delete.done', { name: company.name }));
            go('/companies');
            refresh();
          }}
        />
      )}
    </Page>
  );
}
