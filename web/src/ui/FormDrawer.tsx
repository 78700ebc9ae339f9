import { Button, Drawer, Group, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormSummary } from './FormSummary';

interface FormDrawerProps {
  title: string;
  submitLabel: string;
  sending: boolean;
  dirty: boolean;
  summary: string[];
  summaryRef?: React.RefObject<HTMLDivElement | null>;
  submit: (event?: FormEvent) => void;
  onClose: () => void;
  children: ReactNode;
}

// A form at the right of what it is about. Typed text is not lost by a stray click: leaving asks once.
export function FormDrawer(props: FormDrawerProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const close = () => {
    if (props.dirty && !asking) setAsking(true);
    else props.onClose();
  };
  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size={520}
      title={props.title}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <form onSubmit={props.submit} noValidate>
        <Stack gap="lg">
          <FormSummary messages={props.summary} ref={props.summaryRef} />
          {props.children}
          {asking && <FormSummary messages={[t('ui:form.unsaved')]} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t(asking ? 'ui:form.discard' : 'ui:form.cancel')}
            </Button>
            <Button type="submit" loading={props.sending}>
              {props.submitLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Drawer>
  );
}
