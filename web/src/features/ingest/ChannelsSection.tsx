import { Button, Skeleton, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { ChannelRule, Channels } from '@/api/types';
import { Panel } from '@/features/access/widgets';
import { FormSummary } from '@/ui/FormSummary';
import { ErrorState } from '@/ui/States';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { RuleFields } from './RuleFields';

// The rules that turn the marks of a visit into a channel: the first that fits counts, so their order matters.
export default function ChannelsSection() {
  const channels = useQuery({
    queryKey: ['channels'],
    queryFn: () => api.get<Channels>('/api/settings/channels'),
  });
  return (
    <Panel id="channels">
      {channels.isPending && <Skeleton height={240} />}
      {channels.error && <ErrorState error={channels.error} retry={() => void channels.refetch()} compact />}
      {channels.data && <Rules key={channels.dataUpdatedAt} rules={channels.data.rules} />}
    </Panel>
  );
}

function Rules({ rules }: { rules: ChannelRule[] }) {
  const { t } = useTranslation();
  const can = useCan();
  const queries = useQueryClient();
  const editable = can('settings.write');
  const [open, setOpen] = useState<number | null>(null);
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: { rules },
    send: (values) => api.put<Channels>('/api/settings/channels', values),
    done: (saved: Channels) => {
      toast.done(t('ingest:channels.saved'));
      queries.setQueryData(['channels'], saved);
    },
  });
  const shown = form.getValues().rules;
  const set = (next: ChannelRule[]) => form.setFieldValue('rules', next);
  const change = (at: number, part: Partial<ChannelRule>) =>
    set(shown.map((rule, index) => (index === at ? { ...rule, ...part } : rule)));
  const move = (at: number, by: number) => {
    const next = [...shown];
    const [rule] = next.splice(at, 1);
    if (rule) next.splice(at + by, 0, rule);
    setOpen(null);
    set(next);
  };
  return (
    <form onSubmit={submit} noValidate>
      <FormSummary messages={summary} ref={summaryRef} />
      {shown.map((rule, at) => (
        <RuleFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule is known by its place
          key={at}
          rule={rule}
          number={at + 1}
          last={at === shown.length - 1}
          editable={editable}
          open={open === at}
          toggle={() => setOpen(open === at ? null : at)}
          change={(part) => change(at, part)}
          move={(by) => move(at, by)}
          remove={() => {
            setOpen(null);
            set(shown.filter((_, index) => index !== at));
          }}
        />
      ))}
      {editable && (
        <Stack mt="md" align="flex-start">
          <Button
            variant="default"
            leftSection={<IconPlus size={15} />}
            onClick={() => {
              setOpen(shown.length);
              set([...shown, { channel: '', sources: [], mediums: [], click_ids: [], referrers: [] }]);
            }}
          >
            {t('ingest:channels.add')}
          </Button>
          <Button type="submit" loading={sending} disabled={!form.isDirty()}>
            {t('ingest:channels.save')}
          </Button>
        </Stack>
      )}
    </form>
  );
}
