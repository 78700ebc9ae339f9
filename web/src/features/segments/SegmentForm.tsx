import { Alert, Button, Group, Modal, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '@/api/client';
import { FormSummary } from '@/ui/FormSummary';
import { useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { writes } from './api';
import { type Segment, type SegmentDraft, type SegmentKind, segmentKinds } from './types';

interface SegmentFormProps {
  segment?: Segment;
  suggested: Pick<SegmentDraft, 'name' | 'description' | 'kind'>;
  content: Partial<Pick<SegmentDraft, 'rule' | 'optional_conditions'>>;
  unfinished?: number;
  onClose: () => void;
  done: (segment: Segment) => void;
}

// The name is asked last, with what follows from saving.
export function SegmentForm({ segment, suggested, content, unfinished, onClose, done }: SegmentFormProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [overtaken, setOvertaken] = useState<number | null>(null);
  const from = segment ?? suggested;
  const list = from.kind === 'list';
  const { form, submit, sending, summary, summaryRef } = useRecordForm({
    initial: {
      name: from.name,
      description: from.description,
      kind: from.kind as string,
      active: segment?.active ?? true,
    },
    validate: (values) => (values.name.trim() ? {} : { name: t('segments:form.name_needed') }),
    send: (values) => {
      const head = {
        ...values,
        name: values.name.trim(),
        description: values.description.trim(),
        kind: values.kind as SegmentKind,
      };
      return segment
        ? writes.change(segment.id, { ...head, ...content }, overtaken ?? segment.version)
        : writes.create({ rule: null, optional_conditions: [], ...head, ...content });
    },
    done: (saved: Segment) => {
      toast.done(t('segments:saved', { name: saved.name }));
      done(saved);
    },
    failed: (error: ApiError) => {
      if (error.code !== 'stale' || !segment) return false;
      const current = error.current as Segment | undefined;
      setOvertaken(current?.version ?? segment.version + 1);
      return true;
    },
  });
  const kinds = segmentKinds.filter((kind) => (kind === 'list') === list);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(segment ? 'segments:form.edit' : list ? 'segments:form.list' : 'segments:form.create')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <FormSummary messages={summary} ref={summaryRef} />
          {overtaken !== null && (
            <Alert color="yellow" variant="light" role="alert">
              {t('segments:form.overtaken')}
            </Alert>
          )}
          <TextInput label={t('segments:form.name')} data-autofocus {...form.getInputProps('name')} />
          <Textarea
            label={t('segments:form.description')}
            autosize
            minRows={2}
            {...form.getInputProps('description')}
          />
          {!list && (
            <Select
              label={t('segments:form.kind')}
              data={kinds.map((kind) => ({ value: kind, label: t(`segments:kind.${kind}`) }))}
              allowDeselect={false}
              {...form.getInputProps('kind')}
            />
          )}
          {!list && (
            <Switch
              label={t('segments:form.active')}
              description={t('segments:form.active_text')}
              {...form.getInputProps('active', { type: 'checkbox' })}
            />
          )}
          {Boolean(unfinished) && (
            <Alert color="yellow" variant="light">
              {t('segments:form.unfinished', { count: unfinished })}
            </Alert>
          )}
          {segment && segment.used_by.length > 0 && (
            <Alert variant="light">
              {t('segments:form.used_by', {
                count: segment.used_by.length,
                names: format.list(segment.used_by),
              })}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('ui:form.cancel')}
            </Button>
            <Button type="submit" loading={sending}>
              {t(overtaken === null ? 'segments:save' : 'segments:form.save_over')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
