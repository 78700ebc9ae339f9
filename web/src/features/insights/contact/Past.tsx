import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sparkline } from '@/ui/charts/Sparkline';
import { Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import { useDecimals } from '../numbers';
import { stageTone } from '../stages';
import type { ContactScores, EngagementAnswer, LifecycleStage, RfmAnswer } from '../types';
import { PastScores } from './PastScores';
import { Row, Sum } from './Row';
import classes from './Value.module.css';

const dimensions = ['recency', 'frequency', 'monetary'] as const;

// Three scores of one to five among all customers, and the group that they make.
export function Rfm({ rfm, past }: { rfm: RfmAnswer; past: ContactScores['past'] }) {
  const { t } = useTranslation();
  const digits = (one: RfmAnswer) => `${one.recency} · ${one.frequency} · ${one.monetary}`;
  return (
    <Row
      name={t('insights:card.rfm')}
      value={<Mark>{t(`insights:group.${rfm.group}`)}</Mark>}
      note={
        <span className={classes.scales}>
          {dimensions.map((name) => (
            <Steps key={name} name={t(`insights:rfm.${name}`)} score={rfm[name]} />
          ))}
        </span>
      }
    >
      {dimensions.map((name) => (
        <p key={name}>
          <b>{t('insights:rfm.score', { name: t(`insights:rfm.${name}`), score: rfm[name] })}</b>{' '}
          {t(`insights:rfm.${name}_means`)}
        </p>
      ))}
      <p>{t(`insights:group_means.${rfm.group}`)}</p>
      <PastScores
        past={past}
        same={(one) => digits(one.rfm)}
        now={digits(rfm)}
        show={(one) => (
          <>
            <Mark>{t(`insights:group.${one.rfm.group}`)}</Mark> {digits(one.rfm)}
          </>
        )}
      />
    </Row>
  );
}

function Steps({ name, score }: { name: string; score: number }) {
  const { t } = useTranslation();
  const label = t('insights:rfm.score', { name, score });
  return (
    <span className={classes.steps} role="img" aria-label={label} title={label}>
      {[1, 2, 3, 4, 5].map((step) => (
        <i key={step} data-on={step <= score || undefined} />
      ))}
    </span>
  );
}

// What somebody did of late; each deed counts half after 30 days.
export function Engagement({ engagement }: { engagement: EngagementAnswer }) {
  const { t } = useTranslation();
  const decimals = useDecimals();
  const { score, sum, parts } = engagement;
  const [now] = useState(() => new Date().toISOString());
  const past = engagement.past.toReversed();
  return (
    <Row
      name={t('insights:card.engagement')}
      value={<strong>{t('insights:engagement.of_100', { score })}</strong>}
      note={
        <span className={classes.meter} aria-hidden>
          <i style={{ width: `${Math.min(Math.max(score, 0), 100)}%` }} />
        </span>
      }
    >
      {parts.length ? (
        <>
          <p>{t('insights:engagement.meaning')}</p>
          <Sum
            lines={parts.map((part) => [
              t(`insights:engagement.type.${part.type}`, {
                count: part.facts,
                defaultValue: `${part.type.replaceAll('_', ' ')} × ${part.facts}`,
              }),
              t('insights:engagement.points', { points: decimals(part.points) }),
            ])}
            total={[t('insights:engagement.sum'), t('insights:engagement.points', { points: decimals(sum) })]}
          />
        </>
      ) : (
        <p>{t('insights:engagement.none')}</p>
      )}
      <Sparkline
        title={t('ui:spark.weeks')}
        points={[...past, { at: now, score }].map((one) => ({ at: one.at, value: one.score }))}
        most={100}
        show={(value) => String(value)}
      />
    </Row>
  );
}

export function StageHistory({ history }: { history: ContactScores['history'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const stage = (name: LifecycleStage | null | undefined) =>
    name ? (
      <Mark tone={stageTone[name]}>{t(`insights:stage.${name}`)}</Mark>
    ) : (
      <span className="muted">{t('insights:stage.none')}</span>
    );
  return (
    <Row name={t('insights:card.history')} value={t('insights:changes', { count: history.length })}>
      <ul className={classes.history}>
        {history.map((change) => (
          <li key={`${change.at} ${change.to ?? ''}`}>
            <time dateTime={change.at} title={format.dateTime(change.at)}>
              {format.date(change.at)}
            </time>
            <span>
              {stage(change.from)} → {stage(change.to)}
            </span>
          </li>
        ))}
      </ul>
    </Row>
  );
}
