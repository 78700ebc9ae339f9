import { Alert, Drawer, Skeleton, Switch, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { EventDetails } from '@/api/types';
import { FormDrawer } from '@/ui/FormDrawer';
import { Ago, Mark } from '@/ui/marks';
import { ErrorState } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { useEvent, useRefreshEvents } from './api';
import classes from './Ingest.module.css';
import { Json } from './Json';

export function EventDrawer({ name, onClose }: { name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const event = useEvent(name);
  if (event.data) return <EventForm key={event.data.event.version} details={event.data} onClose={onClose} />;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={520}
      title={name}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      {event.error ? <ErrorState error={event.error} compact /> : <Skeleton height={240} />}
    </Drawer>
  );
}

function EventForm({ details, onClose }: { details: EventDetails; onClose: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const refresh = useRefreshEvents();
  const { event } = details;
  const { form, summary, sending, submit, summaryRef } = useRecordForm({
    initial: {
      description: event.description,
      blocked: event.blocked,
      renamed_to: event.renamed_to ?? '',
    },
    send: (values) =>
      api.put('/api/events/name', {
        name: event.name,
        ...values,
        renamed_to: values.renamed_to.trim() || null,
      }),
    done: () => {
      toast.done(t('ingest:names.saved'));
      refresh();
      onClose();
    },
  });
  const editable = can('events.manage');
  return (
    <FormDrawer
      title={event.name}
      submitLabel={t('ingest:names.save')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={submit}
      onClose={onClose}
    >
      <Textarea
        label={t('ingest:names.description')}
        autosize
        minRows={2}
        readOnly={!editable}
        {...form.getInputProps('description')}
      />
      <TextInput
        label={t('ingest:names.rename')}
        description={t('ingest:names.rename_text')}
        readOnly={!editable}
        {...form.getInputProps('renamed_to')}
      />
      <Switch
        label={t('ingest:names.block')}
        description={t('ingest:names.block_text')}
        disabled={!editable}
        {...form.getInputProps('blocked', { type: 'checkbox' })}
      />
      <OddTypes details={details} />
      <Properties details={details} />
      <Json value={details.sample} label={t('ingest:names.sample')} />
    </FormDrawer>
  );
}

// What came as another type than usual: which property, what was expected, what came, and an example.
function OddTypes({ details }: { details: EventDetails }) {
  const { t } = useTranslation();
  const format = useFormat();
  const odd = details.properties.filter((property) => property.unexpected);
  if (!odd.length) return null;
  const usual = (name: string) =>
    details.properties
      .filter((property) => property.property === name && !property.unexpected)
      .toSorted((a, b) => b.seen - a.seen)[0]?.type ?? 'null';
  return (
    <Alert color="yellow">
      <strong>{t('ingest:names.warnings', { count: odd.length })}</strong>
      <ul style={{ margin: 0, paddingInlineStart: 18 }}>
        {odd.map((property) => (
          <li key={`${property.property} ${property.type}`} style={{ overflowWrap: 'anywhere' }}>
            {t('ingest:names.odd', {
              property: property.property,
              expected: t(`ingest:type.${usual(property.property)}`),
              seen: t(`ingest:type.${property.type}`),
              count: property.seen,
              shown: format.number(property.seen),
              sample: property.sample,
            })}{' '}
            <Ago at={property.last_seen_at} />
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function Properties({ details }: { details: EventDetails }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!details.properties.length) return <p className="muted">{t('ingest:names.no_properties')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('ingest:names.properties')}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('ingest:names.property')}</th>
            <th scope="col">{t('ingest:names.type')}</th>
            <th scope="col" className={classes.number}>
              {t('ingest:names.seen')}
            </th>
            <th scope="col">{t('ingest:names.sample')}</th>
          </tr>
        </thead>
        <tbody>
          {details.properties.map((property) => (
            <tr key={`${property.property} ${property.type}`}>
              <td>{property.property}</td>
              <td>
                {property.unexpected ? (
                  <Mark tone="warn">{t(`ingest:type.${property.type}`)}</Mark>
                ) : (
                  t(`ingest:type.${property.type}`)
                )}
              </td>
              <td className={classes.number}>{format.number(property.seen)}</td>
              <td className={classes.wide}>{property.sample}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
