import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/ui/States';
import { Section } from '@/ui/Section';
import { isMissing, useScores } from '../api';
import { Churn, ExpectedOrders, NextPurchase, Value } from './Outlook';
import { Engagement, Rfm, StageHistory } from './Past';
import { Stage } from './Stage';
import classes from './Value.module.css';

// What somebody is worth and what is to be expected of them. Each line opens to say where its value comes from.
export default function CustomerValue({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const answer = useScores(contactId);
  if (answer.isPending) {
    return (
      <Section title={t('insights:card.title')}>
        <Skeleton height={180} aria-hidden />
      </Section>
    );
  }
  if (!answer.data) {
    return isMissing(answer.error) ? null : (
      <Section title={t('insights:card.title')}>
        <ErrorState error={answer.error} retry={() => void answer.refetch()} compact />
      </Section>
    );
  }
  const scores = answer.data;
  const { lifecycle, rfm, clv, prediction } = scores;
  return (
    <Section title={t('insights:card.title')}>
      {!scores.is_customer && <p className={classes.kind}>{t('insights:card.no_orders')}</p>}
      <div className={classes.rows}>
        {lifecycle && <Stage lifecycle={lifecycle} />}
        {rfm && <Rfm rfm={rfm} />}
        {clv && <Value clv={clv} />}
        {prediction && (
          <>
            <Churn prediction={prediction} />
            <ExpectedOrders prediction={prediction} />
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
    </Section>
  );
}
