import { SegmentedControl } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '@/ui/ActionButton';
import { useGo } from '@/ui/Link';
import { Page } from '@/ui/Page';
import { ErrorState, NoPermission } from '@/ui/States';
import { useCan } from '@/ui/session';
import { useUrlState } from '@/ui/useUrlState';
import { importsQuery } from './api';
import { ContactUpload, OrderUpload } from './Uploads';
import classes from './Imports.module.css';
import { ImportRow } from './ImportRow';

// Every file that was read or waits: the way in for the next one stands on top.
export function ImportsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const go = useGo();
  const [search, set] = useUrlState();
  const imports = useQuery({ ...importsQuery(), enabled: can('imports.read') });
  const kinds = [
    ...(can('contacts.import') ? ['contacts'] : []),
    ...(can('imports.write') ? ['orders'] : []),
  ];
  const kind = kinds.find((known) => known === search.kind) ?? kinds[0];
  return (
    <Page
      title={t('imports:title')}
      actions={
        can('contacts.export') && (
          <ActionButton
            variant="default"
            icon={IconFileExport}
            label={t('exports:title')}
            onClick={() => go('/exports')}
          />
        )
      }
    >
      {kinds.length > 1 && (
        <SegmentedControl
          aria-label={t('imports:what')}
          data={kinds.map((value) => ({ value, label: t(`imports:kind.${value}`) }))}
          value={kind}
          onChange={(value) => set({ kind: value })}
          mb="md"
        />
      )}
      {kind === 'contacts' && <ContactUpload />}
      {kind === 'orders' && <OrderUpload />}
      {!can('imports.read') && <NoPermission />}
      {imports.error && <ErrorState error={imports.error} retry={() => void imports.refetch()} compact />}
      {imports.data && imports.data.items.length > 0 && (
        <section aria-labelledby="all-imports">
          <h2 className={classes.heading} id="all-imports">
            {t('imports:all')}
          </h2>
          <ul className={classes.list}>
            {imports.data.items.map((job) => (
              <ImportRow key={job.id} job={job} />
            ))}
          </ul>
        </section>
      )}
      {imports.data?.items.length === 0 && <p className="muted">{t('imports:none')}</p>}
    </Page>
  );
}
