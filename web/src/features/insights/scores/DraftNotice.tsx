import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { useGo } from '@/ui/Link';
import { useCan, useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { adoptDraft, discardDraft, useRefreshScores } from './api';
import { Changes } from './Changes';
import classes from './Scores.module.css';
import type { ScoreModel } from './types';

// What somebody works on: it counts for nobody until a person adopts it.
export function DraftNotice({ model }: { model: ScoreModel }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const go = useGo();
  const refresh = useRefreshScores();
  const [sending, setSending] = useState(false);
  const [discarding, setDiscarding] = useState(false);
  if (!model.draft) return null;
  const adopt = () => {
    setSending(true);
    adoptDraft(model)
      .then((saved) => {
        refresh(saved);
        toast.done(t('scores:adopted', { version: saved.adopted_version }));
      }, toast.failed)
      .finally(() => setSending(false));
  };
  return (
    <section className={classes.notice} aria-labelledby="draft-title">
      <h2 id="draft-title">{t('scores:draft_title')}</h2>
      <p className="muted">
        {t(`scores:origin.${model.draft_origin ?? 'edited'}`)}
        {model.draft_by_name ? `, ${model.draft_by_name}` : ''}
        {model.draft_at ? `, ${format.dateTime(model.draft_at)}` : ''}
        {model.draft_note ? ` · ${model.draft_note}` : ''}
      </p>
      <Changes before={model.definition} after={model.draft} />
      {can('settings.write') && (
        <div className={classes.actions}>
          <Button size="xs" loading={sending} onClick={adopt}>
            {t('scores:adopt')}
          </Button>
          <Button size="xs" variant="default" onClick={() => go(`/insights/scores/${model.id}/edit`)}>
            {t('scores:go_on')}
          </Button>
          {model.definition && (
            <Button size="xs" variant="subtle" data-danger onClick={() => setDiscarding(true)}>
              {t('scores:discard')}
            </Button>
          )}
        </div>
      )}
      {discarding && (
        <ConfirmDialog
          title={t('scores:discard_title')}
          text={t('scores:discard_text')}
          action={t('scores:discard')}
          onClose={() => setDiscarding(false)}
          run={() => discardDraft(model).then(refresh)}
          done={() => toast.done(t('scores:discarded'))}
        />
      )}
    </section>
  );
}
