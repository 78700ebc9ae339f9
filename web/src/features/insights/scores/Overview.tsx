import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from '@/ui/Link';
import { Sideways } from '@/ui/Sideways';
import { ErrorState } from '@/ui/States';
import { useCan } from '@/ui/session';
import insights from '../Insights.module.css';
import { useDecimals } from '../numbers';
import { useDistribution } from './api';
import { mostOf } from './definition';
import { useLabel, useReason } from './labels';
import classes from './Scores.module.css';
import { Bands, SpreadFigure } from './Spread';
import type { ScoreModel } from './types';

// How everybody stands by the model, and what counts how much.
export function Overview({ model }: { model: ScoreModel }) {
  const { t } = useTranslation();
  const counts = model.active && Boolean(model.definition);
  const spread = useDistribution(model.id, model.version, counts);
  return (
    <div className={insights.charts}>
      <div>
        {!counts && <p className="muted">{t('scores:counts_not')}</p>}
        {counts && spread.isPending && <Skeleton height={260} aria-hidden />}
        {spread.error && !spread.data && (
          <ErrorState error={spread.error} retry={() => void spread.refetch()} compact />
        )}
        {counts && spread.data && (
          <>
            <SpreadFigure spread={spread.data} title={t('scores:spread')} file={`${model.name}.csv`} />
            <Bands spread={spread.data} />
            {model.band_field && spread.data.bands.length > 0 && <People model={model} />}
          </>
        )}
      </div>
      {model.definition?.kind === 'choice' ? <Choices model={model} /> : <Weights model={model} />}
    </div>
  );
}

// The people of the highest range, as a list and as a segment.
function People({ model }: { model: ScoreModel }) {
  const { t } = useTranslation();
  const can = useCan();
  const label = useLabel();
  const best = model.definition?.bands.at(-1);
  if (!best || !can('segments.write')) return null;
  const rule = `${model.band_field} = ${best.name}`;
  const name = `${label(model.definition?.label, model.name)}: ${label(best.label, best.name)}`;
  return (
    <p className={insights.said}>
      <Link
        to={`/segments/create?rule=${encodeURIComponent(rule)}&name=${encodeURIComponent(name)}`}
        style={{ textDecoration: 'underline' }}
      >
        {t('scores:segment_of', { name: label(best.label, best.name) })}
      </Link>
    </p>
  );
}

function Weights({ model }: { model: ScoreModel }) {
  const { t } = useTranslation();
  const decimals = useDecimals();
  const label = useLabel();
  const reason = useReason();
  const definition = model.definition ?? model.draft;
  if (!definition) return null;
  const state = new Map(model.components.map((one) => [one.name, one]));
  return (
    <section aria-labelledby="weights">
      <h2 id="weights" className={classes.group} style={{ marginTop: 0 }}>
        {t('scores:weights')}
      </h2>
      <Sideways label={t('scores:weights')}>
        <table className={classes.sides}>
          <thead>
            <tr>
              <th scope="col">{t('scores:component')}</th>
              <th scope="col">{t('scores:most')}</th>
            </tr>
          </thead>
          <tbody>
            {definition.components.map((component) => {
              const now = state.get(component.name);
              return (
                <tr key={component.name}>
                  <th scope="row">
                    {label(component.label, component.name)}
                    <span className={classes.why}>
                      {now && !now.measured ? reason(now.reason) : t(`scores:part.${component.kind}`)}
                    </span>
                  </th>
                  <td>{decimals(now?.most ?? mostOf(component))}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Sideways>
      <p className={insights.said}>
        {t(`scores:normalise_said.${definition.normalise}`, { cap: decimals(definition.cap ?? 100) })}
      </p>
    </section>
  );
}

function Choices({ model }: { model: ScoreModel }) {
  const { t } = useTranslation();
  const label = useLabel();
  const reason = useReason();
  const state = new Map(model.components.map((one) => [one.name, one]));
  const { choices = [], otherwise } = model.definition ?? {};
  return (
    <section aria-labelledby="choices">
      <h2 id="choices" className={classes.group} style={{ marginTop: 0 }}>
        {t('scores:choices')}
      </h2>
      <p className={classes.hint}>{t('scores:contact.first')}</p>
      <ol className={classes.changes}>
        {choices.map((choice) => {
          const now = state.get(choice.name);
          const rule = now?.rule_text || (typeof choice.rule === 'string' ? choice.rule : '');
          return (
            <li key={choice.name}>
              <b>{label(choice.label, choice.name)}</b>
              <span className={classes.why}>{now && !now.measured ? reason(now.reason) : rule}</span>
            </li>
          );
        })}
        {otherwise && (
          <li>
            <b>{label(otherwise.label, otherwise.name)}</b>
            <span className={classes.why}>{t('scores:otherwise')}</span>
          </li>
        )}
      </ol>
    </section>
  );
}
