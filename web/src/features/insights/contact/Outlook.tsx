import { useTranslation } from 'react-i18next';
import { Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import { useDecimals } from '../numbers';
import { onBar, riskTone, riskWord, tierTone } from '../stages';
import type { AcquisitionAnswer, ClvAnswer, ContactScores, PredictionAnswer } from '../types';
import { PastScores } from './PastScores';
import { RangeBar, Row, Sum } from './Row';

type Past = ContactScores['past'];

// What somebody will probably spend.
export function Value({ clv, past }: { clv: ClvAnswer; past: Past }) {
  const { t } = useTranslation();
  const format = useFormat();
  const decimals = useDecimals();
  const model = clv.source === 'model';
  const range =
    clv.low && clv.high && t('insights:range', { low: format.money(clv.low), high: format.money(clv.high) });
  const cost = clv.acquisition_cost;
  return (
    <Row
      name={t('insights:card.clv')}
      value={<strong>{format.money(clv.predicted)}</strong>}
      note={
        <>
          <Mark tone={tierTone[clv.tier]}>{t(`insights:tier.${clv.tier}`)}</Mark>{' '}
          {t('insights:rank', { rank: clv.rank, total: format.number(clv.customers) })}
          {clv.low && clv.high && range && (
            <RangeBar
              label={range}
              {...onBar(clv.low.amount, clv.predicted.amount, clv.high.amount, clv.high.amount * 1.15)}
            />
          )}
        </>
      }
    >
      <p>{t(model ? 'insights:clv.model' : 'insights:clv.formula')}</p>
      {range && <p>{t('insights:clv.range', { range })}</p>}
      {clv.expected_order_value && (
        <p>{t('insights:clv.order_value', { value: format.money(clv.expected_order_value) })}</p>
      )}
      <p>{t(model ? 'insights:clv.compare' : 'insights:clv.sum')}</p>
      <Sum
        lines={[
          [t('insights:clv.average'), format.money(clv.average_order_value)],
          [t('insights:clv.per_year'), `× ${decimals(clv.orders_per_year, 2)}`],
          [t('insights:clv.lifespan'), `× ${decimals(clv.lifespan_years, 2)}`],
          [t('insights:clv.cost'), cost ? `− ${format.money(cost)}` : t('insights:clv.no_cost')],
        ]}
        total={[t('insights:clv.by_formula'), format.money(clv.by_formula)]}
      />
      {clv.acquisition && <CostSource cost={clv.acquisition} each={clv.acquisition_cost} />}
      <p className="muted">{t(`insights:tier_rule.${clv.tier}`)}</p>
      <PastScores
        past={past}
        same={(one) => `${format.money(one.clv)} ${one.tier}`}
        now={`${format.money(clv.predicted)} ${clv.tier}`}
        show={(one) => (
          <>
            {format.money(one.clv)} <Mark tone={tierTone[one.tier]}>{t(`insights:tier.${one.tier}`)}</Mark>
          </>
        )}
      />
    </Row>
  );
}

// Where the acquisition cost comes from: 18 € is 900 € of a month among 50 customers.
function CostSource({ cost, each }: { cost: AcquisitionAnswer; each: ClvAnswer['acquisition_cost'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (cost.basis === 'own' || !cost.spend) return <p>{t('insights:clv.cost_own')}</p>;
  return (
    <p>
      {t(`insights:clv.cost_${cost.basis}`, {
        cost: format.money(each),
        spend: format.money(cost.spend),
        name: cost.name ?? '',
        month: cost.month ? format.month(cost.month, true) : '',
        count: cost.customers ?? 0,
      })}
    </p>
  );
}

// How likely no order comes within 90 days.
export function Churn({ prediction, past }: { prediction: PredictionAnswer; past: Past }) {
  const { t } = useTranslation();
  const format = useFormat();
  const percent = (value: number) => format.percent(value / 100, 0);
  const risk = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : percent(value);
  const word = riskWord(prediction.churn_risk);
  const range = t('insights:range', {
    low: percent(prediction.churn_low),
    high: percent(prediction.churn_high),
  });
  return (
    <Row
      name={t('insights:card.churn')}
      value={<strong>{percent(prediction.churn_risk)}</strong>}
      note={
        <>
          <Mark tone={riskTone[word]}>{t(`insights:risk.${word}`)}</Mark>
          <RangeBar
            label={range}
            {...onBar(prediction.churn_low, prediction.churn_risk, prediction.churn_high, 100)}
          />
        </>
      }
    >
      <p>{t('insights:churn.meaning', { count: Math.round(prediction.churn_risk) })}</p>
      <p>{t('insights:churn.range', { range })}</p>
      <p>{t('insights:churn.alive', { alive: percent(prediction.alive) })}</p>
      <p className="muted">{t('insights:churn.fitted', { date: format.date(prediction.fitted_at) })}</p>
      <PastScores
        past={past}
        same={(one) => risk(one.churn_risk)}
        now={percent(prediction.churn_risk)}
        show={(one) => risk(one.churn_risk)}
      />
    </Row>
  );
}

export function ExpectedOrders({ prediction, past }: { prediction: PredictionAnswer; past: Past }) {
  const { t } = useTranslation();
  const decimals = useDecimals();
  const { expected_orders: expected, orders_low: low, orders_high: high } = prediction;
  const range = t('insights:range', { low: decimals(low), high: decimals(high) });
  const orders = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : decimals(value);
  return (
    <Row
      name={t('insights:card.orders')}
      value={<strong>{decimals(expected)}</strong>}
      note={<RangeBar label={range} {...onBar(low, expected, high, high * 1.15)} />}
    >
      <p>{t('insights:orders.meaning', { expected: decimals(expected) })}</p>
      <p>{t('insights:orders.range', { range })}</p>
      <PastScores
        past={past}
        same={(one) => orders(one.expected_orders)}
        now={decimals(expected)}
        show={(one) => orders(one.expected_orders)}
      />
    </Row>
  );
}
