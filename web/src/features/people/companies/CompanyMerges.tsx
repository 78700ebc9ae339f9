import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Company, CompanyMerge, Page } from '@/api/types';
import { errorText } from '@/ui/errors';
import { FormSummary } from '@/ui/FormSummary';
import { Section } from '@/ui/Section';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRefreshPeople } from '../api';
import classes from '../duplicates/Duplicates.module.css';
import { MergeLine } from '../duplicates/MergeLine';
import { CompanyPicker } from '../forms/CompanyPicker';

// Which companies became part of this one, with the way back.
export function CompanyMerges({ company }: { company: Company }) {
  const { t } = useTranslation();
  const can = useCan();
  const refresh = useRefreshPeople();
  const { data } = useQuery({
    queryKey: ['companies', 'merges', company.id],
    queryFn: () => api.get<Page<CompanyMerge>>(`/api/companies/${company.id}/merges`),
  });
  const merges = (data?.items ?? []).filter((merge) => merge.state !== 'undone');
  if (!merges.length) return null;
  const undo = async (merge: CompanyMerge) => {
    try {
      await api.post(`/api/company-merges/${merge.id}/undo`);
      toast.done(t('duplicates:company.undone', { name: merge.loser_name }));
      refresh();
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <Section title={t('duplicates:company.merges')}>
      <ul className={classes.notices}>
        {merges.map((merge) => (
          <MergeLine
            key={merge.id}
            merge={merge}
            undo={can('companies.write') ? () => void undo(merge) : undefined}
          />
        ))}
      </ul>
    </Section>
  );
}

export function CompanyMergeDialog({ company, onClose }: { company: Company; onClose: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefreshPeople();
  const [other, setOther] = useState<{ id: string | null; name: string }>({ id: null, name: '' });
  const [problem, setProblem] = useState<string[]>([]);
  const [sending, setSending] = useState(false);
  const run = async () => {
    setSending(true);
    try {
      await api.post(`/api/companies/${company.id}/merge`, { other_id: other.id });
      toast.done(t('duplicates:merge.done', { name: other.name }));
      refresh();
      onClose();
    } catch (error) {
      setProblem([errorText(t, error)]);
    } finally {
      setSending(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('duplicates:company.merge_title', { name: company.name })}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack gap="md">
        <FormSummary messages={problem} />
        <CompanyPicker
          label={t('duplicates:company.other')}
          id={other.id}
          name={other.name}
          onChange={(id, name) => setOther({ id, name })}
        />
        <Text size="sm">{t('duplicates:company.merge_text', { name: company.name })}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('ui:form.cancel')}
          </Button>
          <Button
            loading={sending}
            disabled={!other.id || other.id === company.id}
            onClick={() => void run()}
          >
            {t('duplicates:merge.action')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
