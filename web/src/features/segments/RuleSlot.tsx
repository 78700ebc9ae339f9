import { Button, Textarea } from '@mantine/core';
import { IconFilterEdit } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { components } from '@/api/schema.gen';

const RuleFilter = lazy(() => import('./RuleFilter'));

type Written = components['schemas']['Preview'];

interface RuleSlotProps {
  label: string;
  rule: unknown; // as text, or as the builder writes it
  onChange: (rule: unknown) => void;
  error?: string;
}

// A rule as text that may be typed, and in sentences on request; how many people it holds for now.
export function RuleSlot({ label, rule, onChange, error }: RuleSlotProps) {
  const { t } = useTranslation();
  const [building, setBuilding] = useState(false);
  const given = JSON.stringify(rule ?? '');
  const [typed, setTyped] = useState<string | null>(null);
  const empty = given === '""';
  const written = useQuery({
    queryKey: ['segments', 'written', given],
    queryFn: ({ signal }) =>
      api.post<Written>('/api/segments/preview', { rule: JSON.parse(given), sample: 0 }, { signal }),
    enabled: !empty,
    retry: false,
    staleTime: 60_000,
    gcTime: 60_000,
  });
  const text = typed ?? (typeof rule === 'string' ? rule : (written.data?.rule_text ?? ''));
  const leave = () => {
    if (typed !== null && typed !== rule) onChange(typed.trim());
    setTyped(null);
  };
  const count = written.data
    ? t('lists:slot.holds_for', { count: written.data.count })
    : t('lists:slot.hint');
  return (
    <div>
      <Textarea
        label={label}
        autosize
        minRows={1}
        maxRows={6}
        required
        value={text}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={leave}
        error={error}
        description={count}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        styles={{ input: { fontFamily: 'ui-monospace, monospace', fontSize: 12.5 } }}
        spellCheck={false}
      />
      <Button
        mt={6}
        size="compact-xs"
        variant="subtle"
        leftSection={<IconFilterEdit size={14} aria-hidden />}
        onClick={() => setBuilding(true)}
        disabled={!empty && !written.data}
      >
        {t('lists:slot.build')}
      </Button>
      {building && (
        <Suspense fallback={null}>
          <RuleFilter
            title={label}
            rule={empty ? null : written.data?.rule}
            onChange={(next) => onChange(next)}
            onClose={() => setBuilding(false)}
            result={
              <span className="muted">
                {written.data && t('lists:slot.holds_for', { count: written.data.count })}
              </span>
            }
          />
        </Suspense>
      )}
    </div>
  );
}
