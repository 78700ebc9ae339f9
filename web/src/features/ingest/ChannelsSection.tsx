import { ActionIcon, Button, Group, Skeleton, Stack, TagsInput, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { ChannelRule, Channels } from '@/api/types';
import { Panel } from '@/features/access/widgets';
import classes from './Ingest.module.css';
import { FormSummary } from '@/ui/FormSummary';
import { ErrorState } from '@/ui/States';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';

const marks = ['sources', 'mediums', 'click_ids', 'referrers'] as const;

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
    set(next);
  };
  return (
    <form onSubmit={submit} noValidate>
      <FormSummary messages={summary} ref={summaryRef} />
      {shown.map((rule, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule is known by its place
        <fieldset
          key={at}
          className={classes.rule}
          disabled={!editable}
          aria-label={t('ingest:channels.rule', { n: at + 1 })}
        >
          <Group gap="xs" wrap="nowrap" align="end">
            <TextInput
              style={{ flex: 1 }}
              label={t('ingest:channels.channel')}
              value={rule.channel}
              onChange={(event) => change(at, { channel: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              size="lg"
              aria-label={t('ingest:channels.up')}
              disabled={at === 0}
              onClick={() => move(at, -1)}
            >
              <IconArrowUp size={16} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              size="lg"
              aria-label={t('ingest:channels.down')}
              disabled={at === shown.length - 1}
              onClick={() => move(at, 1)}
            >
              <IconArrowDown size={16} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              size="lg"
              aria-label={t('ingest:channels.remove')}
              onClick={() => set(shown.filter((_, index) => index !== at))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
          <div className={classes.grid}>
            {marks.map((mark) => (
              <TagsInput
                key={mark}
                label={t(`ingest:channels.${mark}`)}
                value={rule[mark]}
                onChange={(value) => change(at, { [mark]: value })}
              />
            ))}
          </div>
        </fieldset>
      ))}
      {editable && (
        <Stack mt="md" align="flex-start">
          <Button
            variant="default"
            leftSection={<IconPlus size={15} />}
            onClick={() =>
              set([...shown, { channel: '', sources: [], mediums: [], click_ids: [], referrers: [] }])
            }
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
