import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/ui/States';
import { Section } from '@/ui/Section';
import { isMissing, useScores } from '../api';
import ScoreRows from '../scores/ScoreRows';
import type { ContactScores } from '../types';
import { NextPurchase } from './NextPurchase';
import { Churn, ExpectedOrders, Value } from './Outlook';
import { Engagement, Rfm, StageHistory } from './Past';
import { Stage } from './Stage';
import classes from './Value.module.css';

interface CustomerValueProps {
  contactId: string;
  figures?: ReactNode; // what was bought so far, above
  facts?: ReactNode; // what is on file beside it, below
}

// What somebody is worth and what is to be expected of them. Each line opens to say where its value comes from.
export default function CustomerValue({ contactId, figures, facts }: CustomerValueProps) {
  const { t } = useTranslation();
  const answer = useScores(contactId);
  return (
    <Section title={t('insights:card.title')}>
      {figures}
      {answer.isPending && <Skeleton height={430} aria-hidden />}
      {answer.error && !answer.data && !isMissing(answer.error) && (
        <ErrorState error={answer.error} retry={() => void answer.refetch()} compact />
      )}
      {answer.data && <Scores contactId={contactId} scores={answer.data} />}
      {facts}
    </Section>
  );
}

function Scores({ contactId, scores }: { contactId: string; scores: ContactScores }) {
  const { t } = useTranslation();
  const { lifecycle, rfm, clv, prediction } = scores;
  return (
    <>
      {!scores.is_customer && <p className={classes.kind}>{t('insights:card.no_orders')}</p>}
      <div className={classes.rows}>
        <ScoreRows contactId={contactId} />
        {lifecycle && <Stage lifecycle={lifecycle} />}
        {rfm && <Rfm rfm={rfm} past={scores.past} />}
        {clv && <Value clv={clv} past={scores.past} />}
        {prediction && (
          <>
            <Churn prediction={prediction} past={scores.past} />
            <ExpectedOrders prediction={prediction} past={scores.past} />
          </>
        )}
        {scores.is_customer && <NextPurchase scores={scores} />}
        <Engagement engagement={scores.engagement} />
        {scores.history.length > 0 && <StageHistory history={scores.history} />}
      </div>
      {scores.is_customer && !prediction && (
        <p className={classes.kind}>
          {t(`insights:no_prediction.${scores.no_prediction || 'not_fitted'}`, {
            defaultValue: t('insights:no_prediction.not_fitted'),
          })}
        </p>
      )}
    </>
  );
}
