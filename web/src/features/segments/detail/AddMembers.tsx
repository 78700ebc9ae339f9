import { Alert, Button, Group, Modal, Progress, Stack, Textarea } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { download, toCsv } from '@/lib/csv';
import { errorText } from '@/ui/errors';
import { FormSummary } from '@/ui/FormSummary';
import { useFormat } from '@/ui/session';
import { useRefreshSegments, writes } from '../api';
import type { Segment } from '../types';
import classes from './Detail.module.css';
import { identifiersIn } from './identifiers';

const batch = 1_000; // of one request
const largest = 10_000_000; // octets of a file that the browser reads

// People into a fixed list: pasted, or from a file.
export default function AddMembers({ segment, onClose }: { segment: Segment; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const refresh = useRefreshSegments();
  const file = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [over, setOver] = useState(false);
  const [sent, setSent] = useState<number | null>(null);
  const [problem, setProblem] = useState<string[]>([]);
  const [result, setResult] = useState<{ added: number; unknown: string[] } | null>(null);
  const identifiers = identifiersIn(text);
  const read = async (list: FileList | null) => {
    const one = list?.[0];
    if (!one) return;
    if (one.size > largest) setProblem([t('segments:add.too_large')]);
    else setText(await one.text());
  };
  const send = async () => {
    setProblem([]);
    let added = 0;
    const unknown: string[] = [];
    try {
      for (let at = 0; at < identifiers.length; at += batch) {
        setSent(at);
        const answer = await writes.members(segment.id, { identifiers: identifiers.slice(at, at + batch) });
        added += answer.added;
        unknown.push(...answer.unknown);
      }
      setResult({ added, unknown });
    } catch (error) {
      setProblem([errorText(t, error)]);
    } finally {
      setSent(null);
      refresh();
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('segments:add.title', { name: segment.name })}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack gap="md">
        <FormSummary messages={problem} />
        {result ? (
          <>
            <Alert color={result.unknown.length ? 'yellow' : 'green'} variant="light">
              {t('segments:add.added', { count: result.added })}{' '}
              {result.unknown.length > 0 && t('segments:add.unknown', { count: result.unknown.length })}
            </Alert>
            {result.unknown.length > 0 && (
              <>
                <p className="muted" style={{ margin: 0 }}>
                  {result.unknown.slice(0, 8).join(', ')}
                  {result.unknown.length > 8 && ' …'}
                </p>
                <Button
                  variant="default"
                  onClick={() =>
                    download(`${segment.name} unknown.csv`, toCsv(result.unknown.map((one) => [one])))
                  }
                >
                  {t('segments:add.save_unknown')}
                </Button>
              </>
            )}
            <Group justify="flex-end">
              <Button onClick={onClose}>{t('segments:add.done')}</Button>
            </Group>
          </>
        ) : (
          <>
            <div
              className={classes.drop}
              data-over={over || undefined}
              onDragOver={(event) => {
                event.preventDefault();
                setOver(true);
              }}
              onDragLeave={() => setOver(false)}
              onDrop={(event) => {
                event.preventDefault();
                setOver(false);
                void read(event.dataTransfer.files);
              }}
            >
              {t('segments:add.drop')}{' '}
              <Button size="compact-sm" variant="subtle" onClick={() => file.current?.click()}>
                {t('segments:add.choose')}
              </Button>
              <input
                ref={file}
                type="file"
                accept=".csv,.txt,text/csv,text/plain"
                hidden
                onChange={(event) => void read(event.currentTarget.files)}
              />
            </div>
            <Textarea
              label={t('segments:add.paste')}
              description={t('segments:add.paste_text')}
              autosize
              minRows={6}
              maxRows={14}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              data-autofocus
            />
            {sent !== null && (
              <Progress value={(sent / identifiers.length) * 100} aria-label={t('segments:add.sending')} />
            )}
            <Group justify="space-between">
              <span className="muted" aria-live="polite">
                {identifiers.length > 0 &&
                  t('segments:add.found', {
                    count: identifiers.length,
                    number: format.number(identifiers.length),
                  })}
              </span>
              <Button disabled={!identifiers.length} loading={sent !== null} onClick={() => void send()}>
                {t('segments:add.send')}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Modal>
  );
}
