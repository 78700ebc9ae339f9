import { Button, CloseButton } from '@mantine/core';
import { IconAddressBook, IconFileImport } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { url } from '@/api/client';
import type { ContactExport } from '@/api/types';
import { ActionButton } from '@/ui/ActionButton';
import { useGo } from '@/ui/Link';
import { Ago, Mark, type Tone } from '@/ui/marks';
import { Page } from '@/ui/Page';
import { ErrorState, NoPermission, State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { exportsQuery, useDeleteExport } from './api';
import classes from './Exports.module.css';

const tones: Record<ContactExport['state'], Tone> = {
  queued: 'neutral',
  running: 'info',
  ready: 'ok',
  failed: 'bad',
  cancelled: 'neutral',
  expired: 'neutral',
  direct: 'neutral',
};

// Every file that was made: who, when, how big, until when.
export function ExportsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const go = useGo();
  const allowed = can('contacts.export');
  const list = useQuery({ ...exportsQuery, enabled: allowed });
  return (
    <Page
      title={t('exports:title')}
      actions={
        can('imports.read') && (
          <ActionButton
            variant="default"
            icon={IconFileImport}
            label={t('exports:imports')}
            onClick={() => go('/imports')}
          />
        )
      }
    >
      {!allowed && <NoPermission />}
      {list.error && <ErrorState error={list.error} retry={() => void list.refetch()} compact />}
      {list.data?.items.length === 0 && (
        <State
          icon={IconAddressBook}
          title={t('exports:empty.title')}
          actions={<Button onClick={() => go('/contacts')}>{t('exports:empty.action')}</Button>}
        >
          {t('exports:empty.text')}
        </State>
      )}
      {list.data && list.data.items.length > 0 && (
        <>
          <p className="muted">{t('exports:about')}</p>
          <ul className={classes.list}>
            {list.data.items.map((one) => (
              <ExportRow key={one.id} one={one} refresh={() => void list.refetch()} />
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}

function ExportRow({ one, refresh }: { one: ContactExport; refresh: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const remove = useDeleteExport();
  const count = one.written ?? one.expected;
  const title = t('exports:row', { count, format: t(`exports:format.${one.format}`) });
  const isReady = one.state === 'ready';
  const facts = [
    one.created_by_name,
    isReady && format.bytes(one.bytes ?? 0),
    Boolean(one.left_out) && t('exports:left_out', { count: one.left_out ?? 0 }),
    one.downloads > 0 && t('exports:downloads', { count: one.downloads }),
    one.state === 'failed' && one.error,
  ];
  return (
    <li className={classes.row}>
      <div className={classes.main}>
        <strong>{title}</strong>
        <div className="muted">
          {facts.filter(Boolean).join(' · ')} · <Ago at={one.created_at} />
        </div>
      </div>
      <Mark tone={tones[one.state]}>{t(`exports:state.${one.state}`)}</Mark>
      {isReady && one.expires_at && (
        <span className="muted">
          {t('exports:until')} <Ago at={one.expires_at} />
        </span>
      )}
      {isReady && (
        <Button
          component="a"
          size="compact-sm"
          variant="default"
          href={url(`/api/exports/${one.id}/file`)}
          download
          aria-label={t('exports:download_one', { title })}
          onClick={() => setTimeout(refresh, 1000)}
        >
          {t('exports:download')}
        </Button>
      )}
      {isReady && (
        <CloseButton
          size="sm"
          aria-label={t('exports:delete', { title })}
          title={t('exports:delete', { title })}
          onClick={() => remove.mutate(one)}
        />
      )}
    </li>
  );
}
