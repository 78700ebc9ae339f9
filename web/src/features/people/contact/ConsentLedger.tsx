import { Button, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsentEntry, Contact } from '@/api/types';
import { Ago, Mark, type Tone } from '@/ui/marks';
import { useCan } from '@/ui/session';
import { useConsents } from '../api';
import { ConsentDrawer } from './ConsentDrawer';
import classes from './Contact.module.css';
import { reasonText } from './reasons';
import { Unsubscribe } from './Unsubscribe';
import { purposeName } from '@/lib/names';

const proofTone: Record<ConsentEntry['proof'], Tone> = {
  evidence: 'ok',
  attestation: 'info',
  claim: 'warn',
};

// Every statement, the latest first, with what stands behind it in words.
export function ConsentLedger({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const can = useCan();
  const [recording, setRecording] = useState(false);
  const consents = useConsents(contact.id);
  const annulled = annulledAmong(consents.data ?? []);
  return (
    <div className={classes.ledger}>
      {consents.data && consents.data.length > 0 && (
        <ol className={classes.statements} aria-label={t('people:consents.ledger')}>
          {consents.data.map((entry) => (
            <Statement key={entry.id} entry={entry} annulled={annulled.has(entry.id)} />
          ))}
        </ol>
      )}
      {can('consents.write') && (
        <Group gap={8}>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} />}
            onClick={() => setRecording(true)}
          >
            {t('people:consents.record')}
          </Button>
          <Unsubscribe contact={contact} />
        </Group>
      )}
      {recording && <ConsentDrawer contact={contact} onClose={() => setRecording(false)} />}
    </div>
  );
}

// The newest annulment holds; one that was annulled itself takes nothing back.
function annulledAmong(entries: ConsentEntry[]) {
  const out = new Set<string>();
  const newestFirst = entries
    .filter((entry) => entry.annuls)
    .toSorted((a, b) => b.recorded_at.localeCompare(a.recorded_at));
  for (const entry of newestFirst) if (entry.annuls && !out.has(entry.id)) out.add(entry.annuls);
  return out;
}

function Statement({ entry, annulled }: { entry: ConsentEntry; annulled: boolean }) {
  const { t } = useTranslation();
  const word = (group: string, value: string) =>
    t(`people:consents.${group}.${value}`, { defaultValue: value });
  const details = [
    entry.method && word('method', entry.method),
    entry.source,
    entry.evidence_ref,
    entry.reason && reasonText(t, entry.reason),
    entry.attested_by_name &&
      t(entry.method === 'on_request' ? 'people:consents.passed_on_by' : 'people:consents.attested_by', {
        name: entry.attested_by_name,
      }),
  ].filter(Boolean);
  return (
    <li className={classes.statement}>
      <span className={classes.value}>
        {annulled ? <s>{word('status', entry.status)}</s> : <strong>{word('status', entry.status)}</strong>}
        <span>
          {word('channel', entry.channel)} · {purposeName(t, entry.purpose)}
        </span>
        {annulled && <Mark tone="neutral">{t('people:consents.annulled')}</Mark>}
        {!annulled && !entry.annuls && (
          <Mark tone={proofTone[entry.proof]}>{t(`people:consents.proof.${entry.proof}`)}</Mark>
        )}
      </span>
      <span className="muted">
        <Ago at={entry.occurred_at} />
        {details.length > 0 && ` · ${details.join(' · ')}`}
      </span>
      {entry.wording && <q>{entry.wording}</q>}
    </li>
  );
}
