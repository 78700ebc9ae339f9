import { NumberInput, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Activity, TimelineEntry } from '@/api/types';
import { fromWallClock, wallClock } from '@/lib/days';
import { FormDrawer } from '@/ui/FormDrawer';
import { useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';

// Changes a note, a call, a meeting, a visit or an answer.
export default function ActivityDrawer({ entry, onClose }: { entry: TimelineEntry; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const was = (entry.payload ?? {}) as Record<string, string | number | undefined>;
  const text = (name: string) => (typeof was[name] === 'string' ? was[name] : '');
  const number = (name: string): number | '' => (typeof was[name] === 'number' ? was[name] : '');
  const { type } = entry;
  const initial = {
    text: text('text'),
    occurred_at: wallClock(entry.occurred_at, format.timezone),
    direction: text('direction') || 'outbound',
    minutes: number('minutes'),
    outcome: text('outcome'),
    place: text('place'),
    score: String(number('score')),
  };
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial,
    send: (values) =>
      api.patch<Activity>(`/api/activities/${entry.id}`, {
        text: values.text.trim() || null,
        ...(values.occurred_at !== initial.occurred_at && {
          occurred_at: fromWallClock(values.occurred_at, format.timezone),
        }),
        ...(type === 'call' && { direction: values.direction }),
        ...((type === 'call' || type === 'meeting') && {
          minutes: values.minutes === '' ? null : values.minutes,
          outcome: values.outcome.trim() || null,
        }),
        ...((type === 'meeting' || type === 'store_visit') && { place: values.place.trim() || null }),
        ...(type === 'nps_response' && { score: Number(values.score) }),
      }),
    done: () => {
      for (const key of ['timeline', 'contacts']) void queries.invalidateQueries({ queryKey: [key] });
      toast.done(t('people:timeline.changed'));
      onClose();
    },
  });
  return (
    <FormDrawer
      title={t('people:timeline.edit_title')}
      submitLabel={t('people:form.save')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={submit}
      onClose={onClose}
    >
      <Stack gap="md">
        <Textarea
          label={t('people:composer.text')}
          autosize
          minRows={4}
          maxRows={16}
          data-autofocus
          {...form.getInputProps('text')}
        />
        {type === 'call' && (
          <Select
            label={t('people:composer.direction')}
            data={['outbound', 'inbound'].map((value) => ({ value, label: t(`people:composer.${value}`) }))}
            allowDeselect={false}
            {...form.getInputProps('direction')}
          />
        )}
        {(type === 'call' || type === 'meeting') && (
          <TextInput label={t('people:timeline.outcome')} {...form.getInputProps('outcome')} />
        )}
        {(type === 'call' || type === 'meeting') && (
          <NumberInput
            label={t('people:composer.minutes')}
            min={0}
            max={10_000}
            allowDecimal={false}
            {...form.getInputProps('minutes')}
          />
        )}
        {(type === 'meeting' || type === 'store_visit') && (
          <TextInput label={t('people:composer.place')} {...form.getInputProps('place')} />
        )}
        {type === 'nps_response' && (
          <Select
            label={t('people:composer.score')}
            data={Array.from({ length: 11 }, (_, value) => String(value))}
            allowDeselect={false}
            {...form.getInputProps('score')}
          />
        )}
        <TextInput
          label={t('people:timeline.occurred_at')}
          type="datetime-local"
          {...form.getInputProps('occurred_at')}
        />
      </Stack>
    </FormDrawer>
  );
}
