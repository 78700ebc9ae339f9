import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { LinkedVisitor, Page } from '@/api/types';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { Ago, Mark } from '@/ui/marks';
import { Section } from '@/ui/Section';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';

// The browsers and devices that the contact is recognised by; a wrong one is taken away, and given back.
export function ContactVisitors({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const queries = useQueryClient();
  const [leaving, setLeaving] = useState<string | null>(null);
  const path = `/api/contacts/${contactId}/visitors`;
  const visitors = useQuery({
    queryKey: ['contacts', 'visitors', contactId],
    queryFn: () => api.get<Page<LinkedVisitor>>(path),
  });
  const refresh = () => {
    for (const key of ['contacts', 'timeline']) void queries.invalidateQueries({ queryKey: [key] });
  };
  const attach = useMutation({
    mutationFn: (anonymous_id: string) => api.post(`${path}/attach`, { anonymous_id }),
    onSuccess: () => toast.done(t('ingest:visitor.attached')),
    onError: (error) => toast.failed(error),
    onSettled: refresh,
  });
  if (!visitors.data?.items.length) return null;
  return (
    <Section title={t('ingest:visitor.title')}>
      {visitors.data.items.map((one) => (
        <div key={one.anonymous_id} style={{ padding: '4px 0', overflowWrap: 'anywhere' }}>
          <code>{one.anonymous_id}</code> {one.detached && <Mark>{t('ingest:visitor.detached')}</Mark>}
          <div className="muted">
            {[one.source, t('ingest:visitor.seen')].filter(Boolean).join(' · ')} <Ago at={one.last_seen_at} />
          </div>
          {can('contacts.write') &&
            (one.detached ? (
              <Button
                variant="subtle"
                size="compact-xs"
                loading={attach.isPending}
                onClick={() => attach.mutate(one.anonymous_id)}
              >
                {t('ingest:visitor.attach')}
              </Button>
            ) : (
              <Button variant="subtle" size="compact-xs" onClick={() => setLeaving(one.anonymous_id)}>
                {t('ingest:visitor.detach')}
              </Button>
            ))}
        </div>
      ))}
      {leaving && (
        <ConfirmDialog
          title={t('ingest:visitor.detach_title')}
          text={t('ingest:visitor.detach_text')}
          action={t('ingest:visitor.detach')}
          onClose={() => setLeaving(null)}
          run={() => api.post(`${path}/detach`, { anonymous_id: leaving })}
          done={() => {
            toast.done(t('ingest:visitor.detached_done'));
            refresh();
          }}
        />
      )}
    </Section>
  );
}
