import { Alert } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { RefObject } from 'react';

// What went wrong with the form as a whole.
export function FormSummary({
  messages,
  ref,
}: {
  messages: string[];
  ref?: RefObject<HTMLDivElement | null>;
}) {
  if (!messages.length) return <div ref={ref} tabIndex={-1} />;
  return (
    <Alert
      color="red"
      icon={<IconAlertCircle size={18} />}
      ref={ref}
      tabIndex={-1}
      role="alert"
      variant="light"
    >
      {messages.map((message) => (
        <div key={message}>{message}</div>
      ))}
    </Alert>
  );
}
