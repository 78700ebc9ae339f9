import { Checkbox, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { ContactImport, ImportJob } from '@/api/types';
import { FormSummary } from '@/ui/FormSummary';
import { useGo } from '@/ui/Link';
import { importErrorText } from './counts';
import { DropZone } from './DropZone';
import classes from './Imports.module.css';

export function ContactUpload() {
  const { t } = useTranslation();
  const go = useGo();
  const queries = useQueryClient();
  const upload = useMutation({
    mutationFn: (file: File) =>
      api.upload<ContactImport>('/api/imports/contacts', file, { filename: file.name }),
    onSuccess: (made) => {
      void queries.invalidateQueries({ queryKey: ['imports'] });
      go(`/imports/${made.import.id}`);
    },
  });
  return (
    <>
      <FormSummary messages={upload.error ? [importErrorText(t, upload.error)] : []} />
      <DropZone
        title={t('imports:contacts.drop')}
        text={t('imports:contacts.what')}
        busy={upload.isPending}
        take={(file) => upload.mutate(file)}
      />
    </>
  );
}

const presets = ['', 'uci-online-retail'];

export function OrderUpload() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [preset, setPreset] = useState('');
  const [invent, setInvent] = useState(false);
  const [ending, setEnding] = useState('');
  const upload = useMutation({
    mutationFn: (file: File) =>
      api.upload<ImportJob>('/api/imports/orders', file, {
        preset,
        filename: file.name,
        invent_names: invent ? true : undefined,
        ending: ending || undefined,
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['imports'] }),
  });
  return (
    <>
      <FormSummary messages={upload.error ? [importErrorText(t, upload.error)] : []} />
      <DropZone
        title={t('imports:orders.drop')}
        text={t('imports:orders.what')}
        busy={upload.isPending}
        take={(file) => upload.mutate(file)}
      />
      <div className={classes.options}>
        <Select
          label={t('imports:orders.preset')}
          data={presets.map((value) => ({
            value,
            label: t(`imports:orders.presets.${value.replaceAll('-', '_') || 'by_name'}`),
          }))}
          value={preset}
          onChange={(value) => setPreset(value ?? '')}
          allowDeselect={false}
          w={280}
        />
        <TextInput
          type="date"
          label={t('imports:orders.ending')}
          description={t('imports:orders.ending_why')}
          value={ending}
          onChange={(event) => setEnding(event.currentTarget.value)}
          inputWrapperOrder={['label', 'input', 'description']}
          w={280}
        />
        <Checkbox
          label={t('imports:orders.invent')}
          checked={invent}
          onChange={(event) => setInvent(event.currentTarget.checked)}
          pb={8}
        />
      </div>
    </>
  );
}
