import { Button, Skeleton } from '@mantine/core';
import { IconArrowLeft, IconArrowMerge, IconArrowsExchange } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Merge, MergePreview, MergeSide } from '@/api/types';
import { ActionButton } from '@/ui/ActionButton';
import { Link, useGo } from '@/ui/Link';
import { Page } from '@/ui/Page';
import { ErrorState } from '@/ui/States';
import { toast } from '@/ui/toast';
import { useCommands } from '@/ui/useCommands';
import { AnyValue } from '../fields/AnyValue';
import { useFieldName, useOwnFields } from '../fields/fields';
import { type Choices, useMergePreview, useRefreshDuplicates } from './api';
import { Follows } from './Follows';
import classes from './Merge.module.css';
import { useShowValue } from './useShowValue';

// Two records side by side with a choice for each field, and what becomes of them. Nothing is written before the
// button is pressed: the result is the server's own dry run.
export function MergePage() {
  const { id, other } = useParams({ strict: false }) as { id: string; other: string };
  const { t } = useTranslation();
  const go = useGo();
  const refresh = useRefreshDuplicates();
  const [swapped, setSwapped] = useState(false);
  const [choices, setChoices] = useState<Choices>({});
  const [sending, setSending] = useState(false);
  const survivor = swapped ? other : id;
  const loser = swapped ? id : other;
  const preview = useMergePreview(survivor, loser, choices);
  const takeApart = async (merge: Merge) => {
    try {
      await api.post(`/api/merges/${merge.id}/undo`);
      toast.done(t('people:changes.undone'));
    } catch (error) {
      toast.failed(error);
    }
    refresh();
  };
  const run = async () => {
    if (!preview.data || sending) return;
    setSending(true);
    try {
      const merge = await api.post<Merge>(`/api/contacts/${survivor}/merge`, {
        other_id: loser,
        choices,
        version: preview.data.survivor.version,
        other_version: preview.data.other.version,
      });
      refresh();
      toast.done(t('duplicates:merge.done', { name: merge.loser_name }), () => void takeApart(merge));
      go(`/contacts/${survivor}`);
    } catch (error) {
      toast.failed(error);
      void preview.refetch();
    } finally {
      setSending(false);
    }
  };
  const swap = () => {
    setSwapped(!swapped);
    setChoices({});
  };
  useCommands([
    { id: 'merge.swap', title: t('duplicates:merge.swap'), group: 'here', keys: 's', run: swap },
    {
      id: 'merge.run',
      title: t('duplicates:merge.run'),
      group: 'here',
      keys: 'mod+Enter',
      run: () => void run(),
    },
  ]);
  return (
    <Page
      title={t('duplicates:merge.title')}
      before={
        <Link to="/duplicates" aria-label={t('duplicates:back')} style={{ display: 'grid', padding: 4 }}>
          <IconArrowLeft size={18} />
        </Link>
      }
      actions={
        <>
          <ActionButton
            variant="default"
            icon={IconArrowsExchange}
            label={t('duplicates:merge.swap')}
            onClick={swap}
          />
          <ActionButton
            icon={IconArrowMerge}
            label={t('duplicates:merge.run')}
            loading={sending}
            disabled={!preview.data}
            onClick={() => void run()}
          />
        </>
      }
    >
      {preview.error && !preview.data ? (
        <ErrorState error={preview.error} retry={() => void preview.refetch()} />
      ) : preview.data ? (
        <Columns preview={preview.data} choose={(field, side) => setChoices({ ...choices, [field]: side })} />
      ) : (
        <Skeleton height={260} />
      )}
    </Page>
  );
}

function Columns({
  preview,
  choose,
}: {
  preview: MergePreview;
  choose: (field: string, side: MergeSide) => void;
}) {
  const { t } = useTranslation();
  const show = useShowValue();
  const fields = preview.fields ?? [];
  const own = useOwnFields('contact');
  const label = useFieldName(own);
  const value = (given: unknown, name: string) =>
    name.startsWith('custom.') ? (
      <AnyValue field={name} value={given} own={own} none="–" />
    ) : (
      show(given, name)
    );
  return (
    <div className={classes.body}>
      <p className={classes.lead}>{t('duplicates:merge.lead', { name: preview.survivor.name })}</p>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('duplicates:merge.field')}</th>
            <th scope="col">
              {t('duplicates:merge.stays')}
              <span className={classes.name}>{preview.survivor.name}</span>
            </th>
            <th scope="col">
              {t('duplicates:merge.goes')}
              <span className={classes.name}>{preview.other.name}</span>
            </th>
            <th scope="col">{t('duplicates:merge.result')}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.name}>
              <th scope="row">{label(field.name)}</th>
              {(['survivor', 'other'] as const).map((side) => (
                <td key={side} data-label={side === 'survivor' ? preview.survivor.name : preview.other.name}>
                  {field.name === 'tags' ? (
                    value(field[side], field.name)
                  ) : (
                    <label className={classes.choice}>
                      <input
                        type="radio"
                        name={field.name}
                        checked={field.taken === side}
                        onChange={() => choose(field.name, side)}
                      />
                      <span>{value(field[side], field.name)}</span>
                    </label>
                  )}
                </td>
              ))}
              <td className={classes.result} data-label={t('duplicates:merge.result')}>
                {value(field.result, field.name)}
                {field.name === 'notes' && field.taken !== 'both' && (
                  <Button variant="subtle" size="compact-xs" onClick={() => choose('notes', 'both')}>
                    {t('duplicates:merge.both')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {fields.length === 0 && <p className={classes.lead}>{t('duplicates:merge.equal')}</p>}
      <Follows preview={preview} />
    </div>
  );
}
