import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

// Two days of the workspace, the first not after the second and the second not after `last`.
export function DateRange({
  from,
  to,
  last,
  onChange,
}: {
  from: string;
  to: string;
  last: string;
  onChange: (changed: { from?: string; to?: string }) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        type="date"
        size="xs"
        aria-label={t('ui:filter.from')}
        max={to}
        value={from}
        onChange={(event) => onChange({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        size="xs"
        aria-label={t('ui:filter.to')}
        min={from}
        max={last}
        value={to}
        onChange={(event) => onChange({ to: event.currentTarget.value || undefined })}
      />
    </>
  );
}
