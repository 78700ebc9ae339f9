import { Button, Group, Modal, Progress, Stack, TagsInput, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { BulkRequest, ChangeSet } from '@/api/types';
import { errorText } from '@/ui/errors';
import { FormSummary } from '@/ui/FormSummary';
import { useFacets } from '../api';
import { BulkField, type FieldChange } from './BulkField';
import { followChangeSet, reportOf, useRefreshChanged, useUndo } from './useChangeSets';

export type BulkAsk = Pick<BulkRequest, 'action'> & Partial<BulkRequest> & { shown?: string };

const isEmpty = (value: unknown) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

interface BulkDialogProps {
  ask: BulkAsk;
  count: number;
  chosen: Partial<BulkRequest>;
  onClose: () => void;
  done: () => void;
}

// Says what will happen to how many, then shows how far it is; what came of it stands in the toast, with Undo.
export function BulkDialog({ ask, count, chosen, onClose, done }: BulkDialogProps) {
  const { t } = useTranslation();
  const facets = useFacets().data;
  const refresh = useRefreshChanged();
  const undo = useUndo();
  const [tags, setTags] = useState<string[]>([]);
  const [change, setChange] = useState<FieldChange | null>(null);
  const [problem, setProblem] = useState<string[]>([]);
  const [set, setSet] = useState<ChangeSet | null>(null);
  const [sending, setSending] = useState(false);
  const withTags = ask.action === 'add_tags' || ask.action === 'remove_tags';
  const withField = ask.action === 'set_field';
  const said = ask.action === 'assign' && !ask.owner_id ? 'assign_nobody' : ask.action;
  const ready = withTags
    ? tags.length > 0
    : withField
      ? change !== null && !(change.field === 'stage' && !change.value)
      : true;
  const run = async () => {
    setSending(true);
    setProblem([]);
    const { shown: _shown, ...given } = ask;
    const request: Partial<BulkRequest> = { ...given, ...chosen };
    if (withTags) request.tags = tags;
    if (withField && change) {
      request.field = change.field;
      if (isEmpty(change.value)) request.action = 'clear_field';
      else request.value = change.value as BulkRequest['value'];
    }
    try {
      const begun = await api.post<ChangeSet>('/api/contacts/bulk', request);
      const ended = await followChangeSet(begun.id, setSet);
      refresh();
      undo.done(reportOf(ended, t), ended.id);
      done();
    } catch (error) {
      setProblem([errorText(t, error)]);
    } finally {
      setSending(false);
    }
  };
  const at = set?.counts;
  const tried =
    (at?.updated ?? 0) + (at?.deleted ?? 0) + (at?.restored ?? 0) + (at?.unchanged ?? 0) + (at?.skipped ?? 0);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`people:bulk.${ask.action}`)}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack gap="lg">
        <FormSummary messages={problem} />
        {withTags && (
          <TagsInput
            label={t('people:field.tags')}
            value={tags}
            onChange={setTags}
            data={(facets?.tags ?? []).map((tag) => tag.value)}
            data-autofocus
          />
        )}
        {withField && (
          <>
            <BulkField change={change} onChange={setChange} />
            {change && isEmpty(change.value) && (
              <Text size="sm" c="dimmed">
                {t('people:bulk.value_empty')}
              </Text>
            )}
          </>
        )}
        <Text size="sm">{t(`people:bulk.text.${said}`, { count, shown: ask.shown ?? '' })}</Text>
        {set && (
          <Progress
            value={at?.total ? (100 * tried) / at.total : 0}
            aria-label={t('people:bulk.progress', { done: tried, total: at?.total ?? count })}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('ui:form.cancel')}
          </Button>
          <Button
            color={ask.action === 'delete' ? 'red' : undefined}
            disabled={!ready}
            loading={sending}
            onClick={() => void run()}
          >
            {t('people:bulk.run', { count })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
