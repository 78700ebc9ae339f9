import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface NameDialogProps {
  title: string;
  start: string;
  onSave: (name: string) => void;
  onClose: () => void;
}

export function NameDialog({ title, start, onSave, onClose }: NameDialogProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(start);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    onSave(name.trim());
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('ui:close') }}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label={t('lists:view.name')}
            value={name}
            maxLength={100}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('ui:form.cancel')}
            </Button>
            <Button type="submit" disabled={!name.trim()}>
              {t('lists:view.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
