import {
  Autocomplete,
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { ActivityDraft } from '@/api/types';
import { useStores } from '@/features/events/widgets';
import { fromWallClock, wallClock } from '@/lib/days';
import { errorText } from '@/ui/errors';
import { FormSummary } from '@/ui/FormSummary';
import { useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import classes from './Contact.module.css';

const types = ['note', 'call', 'meeting', 'store_visit', 'nps_response'] as const;
type Kind = (typeof types)[number];

interface ComposerProps {
  contactId: string | null; // null: nobody was chosen yet
  whom?: ReactNode; // where the person is chosen
}

// Writes down what happened; Ctrl or ⌘ Enter sends it. What is typed stays when it could not be sent.
export default function Composer({ contactId, whom }: ComposerProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const clock = () => wallClock(new Date().toISOString(), format.timezone);
  const [type, setType] = useState<Kind>('note');
  const [text, setText] = useState('');
  const [direction, setDirection] = useState<'outbound' | 'inbound'>('outbound');
  const [minutes, setMinutes] = useState<number | ''>('');
  const [place, setPlace] = useState('');
  const [score, setScore] = useState<string | null>(null);
  const [outcome, setOutcome] = useState('');
  const [at, setAt] = useState(''); // empty: the moment at which it is sent
  const stores = useStores();
  const [now, setNow] = useState(clock);
  const future = at > now;
  const hasPlace = type === 'meeting' || type === 'store_visit';
  const hasMinutes = type === 'call' || type === 'meeting';
  const draft: ActivityDraft = {
    type,
    ...(text.trim() && { text: text.trim() }),
    ...(type === 'call' && { direction }),
    ...(hasMinutes && minutes !== '' && { minutes }),
    ...(hasPlace && place.trim() && { place: place.trim() }),
    ...(hasMinutes && outcome.trim() && { outcome: outcome.trim() }),
    ...(type === 'nps_response' && score !== null && { score: Number(score) }),
    ...(at && { occurred_at: fromWallClock(at, format.timezone) }),
  };
  const said = type === 'note' ? Boolean(text.trim()) : type === 'nps_response' ? score !== null : true;
  const ready = said && !future && contactId !== null;
  const send = useMutation({
    mutationFn: () => api.post(`/api/contacts/${contactId}/activities`, draft),
    onSuccess: () => {
      toast.done(t(`people:composer.done.${type}`));
      setText('');
      setMinutes('');
      setPlace('');
      setScore(null);
      setOutcome('');
      setAt('');
      for (const key of ['timeline', 'contacts']) void queries.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <form
      className={classes.composer}
      aria-label={t('people:composer.title')}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !send.isPending) send.mutate();
      }}
    >
      {whom}
      <SegmentedControl
        size="xs"
        aria-label={t('people:composer.kind')}
        data={types.map((value) => ({ value, label: t(`people:composer.type.${value}`) }))}
        value={type}
        onChange={(value) => setType(value as Kind)}
      />
      <FormSummary messages={send.error ? [errorText(t, send.error)] : []} />
      <Textarea
        aria-label={t('people:composer.text')}
        placeholder={t(`people:composer.placeholder.${type}`)}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
            event.currentTarget.form?.requestSubmit();
        }}
        rows={2}
        classNames={{ input: classes.growing }}
      />
      <Group gap="xs" align="end">
        {type === 'call' && (
          <SegmentedControl
            size="xs"
            aria-label={t('people:composer.direction')}
            data={(['outbound', 'inbound'] as const).map((value) => ({
              value,
              label: t(`people:composer.${value}`),
            }))}
            value={direction}
            onChange={(value) => setDirection(value as 'outbound' | 'inbound')}
          />
        )}
        {hasMinutes && (
          <NumberInput
            aria-label={t('people:composer.minutes')}
            placeholder={t('people:composer.minutes')}
            w={110}
            min={0}
            max={10_000}
            allowDecimal={false}
            value={minutes}
            onChange={(value) => setMinutes(typeof value === 'number' ? value : '')}
          />
        )}
        {hasMinutes && (
          <TextInput
            aria-label={t('people:timeline.outcome')}
            placeholder={t('people:timeline.outcome')}
            maxLength={200}
            value={outcome}
            onChange={(event) => setOutcome(event.currentTarget.value)}
          />
        )}
        {hasPlace && (
          <Autocomplete
            aria-label={t(`people:composer.${type === 'meeting' ? 'place' : 'store'}`)}
            placeholder={t(`people:composer.${type === 'meeting' ? 'place' : 'store'}`)}
            data={type === 'meeting' ? [] : [...new Set(stores.map((store) => store.name))]}
            maxLength={200}
            value={place}
            onChange={setPlace}
          />
        )}
        {type === 'nps_response' && (
          <Select
            aria-label={t('people:composer.score')}
            placeholder={t('people:composer.score')}
            data={Array.from({ length: 11 }, (_, value) => String(value))}
            value={score}
            onChange={setScore}
            w={140}
          />
        )}
        <TextInput
          type="datetime-local"
          aria-label={t('people:timeline.occurred_at')}
          value={at || now}
          max={now}
          error={future && t('people:composer.future')}
          onFocus={() => setNow(clock())}
          onChange={(event) => {
            setAt(event.currentTarget.value);
            setNow(clock());
          }}
        />
        <Button
          type="submit"
          size="compact-sm"
          disabled={!ready}
          loading={send.isPending}
          style={{ marginInlineStart: 'auto' }}
        >
          {t('people:composer.send')}
        </Button>
      </Group>
    </form>
  );
}
