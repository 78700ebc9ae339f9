import { Checkbox, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { textIn } from '@/features/people/widgets';
import { FormDrawer } from '@/ui/FormDrawer';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { adoptDraft, createModel, saveDraft } from '../api';
import { Changes } from '../Changes';
import type { Definition, ScoreModel } from '../types';

interface SaveDrawerProps {
  model?: ScoreModel;
  definition: Definition;
  onClose: () => void;
  done: (saved: ScoreModel) => void;
}

// "Điểm khách hàng" → "diem_khach_hang"
const nameFrom = (label: string) =>
  label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/đ/gi, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 60);

// A draft, or at once what counts; with a note for those who ask later why.
export function SaveDrawer({ model, definition, onClose, done }: SaveDrawerProps) {
  const { t, i18n } = useTranslation();
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: {
      name: nameFrom(textIn(definition.label, i18n.language)),
      note: model?.draft_note ?? '',
      adopt: false,
    },
    send: async (values) => {
      const draft = { definition, note: values.note.trim() };
      const saved = model
        ? await saveDraft(model, draft)
        : await createModel({ ...draft, name: values.name.trim() });
      if (!values.adopt) return saved;
      // What is saved stays saved: its page offers to adopt it once more.
      return adoptDraft(saved).catch((error: unknown) => {
        toast.failed(error);
        return saved;
      });
    },
    done,
  });
  return (
    <FormDrawer
      title={t('scores:save')}
      submitLabel={t(form.values.adopt ? 'scores:save_adopt' : 'scores:save_draft')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={submit}
      onClose={onClose}
    >
      <Stack gap="md">
        {model?.definition && <Changes before={model.definition} after={definition} />}
        {!model && (
          <TextInput
            label={t('scores:save_form.name')}
            description={t('scores:save_form.name_hint')}
            required
            {...form.getInputProps('name')}
          />
        )}
        <Textarea
          label={t('scores:save_form.note')}
          description={t('scores:save_form.note_hint')}
          autosize
          minRows={2}
          maxLength={500}
          data-autofocus
          {...form.getInputProps('note')}
        />
        <Checkbox
          label={t('scores:save_form.adopt')}
          description={t('scores:save_form.adopt_hint')}
          {...form.getInputProps('adopt', { type: 'checkbox' })}
        />
      </Stack>
    </FormDrawer>
  );
}
