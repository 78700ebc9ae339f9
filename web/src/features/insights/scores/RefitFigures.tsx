import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Sideways } from '@/ui/Sideways';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';
import insights from '../Insights.module.css';
import { useDecimals } from '../numbers';
import { adoptDraft, useRefreshScores } from './api';
import { sameDefinition } from './definition';
import { useLabel } from './labels';
import classes from './Scores.module.css';
import type { Refit, ScoreModel, ScoreTest } from './types';

const measures = [
  { name: 'auc', digits: 3, up: true },
  { name: 'lift', digits: 2, up: true },
  { name: 'brier', digits: 4, up: false },
] as const;

interface RefitProps {
  model: ScoreModel;
  test: ScoreTest;
  refit: Refit;
}

// Weights fitted to what happened, the old and the new accuracy beside each other. A person adopts them, or not.
export function RefitFigures({ model, test, refit }: RefitProps) {
  const { t } = useTranslation();
  const can = useCan();
  const decimals = useDecimals();
  const refresh = useRefreshScores();
  const adopting = useMutation({
    mutationFn: () => adoptDraft(model),
    onSuccess: (saved) => {
      refresh(saved);
      toast.done(t('scores:adopted', { version: saved.adopted_version }));
    },
    onError: (error) => toast.failed(error),
  });
  const fitted = refit.definition ?? null;
  const waits = Boolean(model.draft) && sameDefinition(model.draft, fitted);
  const counts = sameDefinition(model.definition, fitted);
  return (
    <section aria-labelledby="refit" style={{ marginBottom: 28 }}>
      <h2 id="refit" className={classes.group} style={{ marginTop: 0 }}>
        {t('scores:refit_title')}
      </h2>
      <p className={classes.hint}>
        {t('scores:refit_said', { trained: refit.trained_on, held: refit.held_out })}
      </p>
      {test.enough && (
        <Sideways label={t('scores:refit_title')}>
          <table className={classes.sides}>
            <thead>
              <tr>
                <th scope="col">{t('scores:measure')}</th>
                <th scope="col">{t('scores:old')}</th>
                <th scope="col">{t('scores:new')}</th>
              </tr>
            </thead>
            <tbody>
              {measures.map(({ name, digits, up }) => {
                const [before, after] = [refit.old[name], refit.fresh[name]];
                const known = before !== null && after !== null && before !== after;
                const better = known && after > before === up;
                return (
                  <tr key={name}>
                    <th scope="row">{t(`scores:measures.${name}`)}</th>
                    <td>{before === null ? '–' : decimals(before, digits)}</td>
                    <td
                      data-better={(known && better) || undefined}
                      data-worse={(known && !better) || undefined}
                    >
                      {after === null ? '–' : decimals(after, digits)}
                      {known && (
                        <span className="hidden-visually">
                          {' '}
                          {t(better ? 'scores:better' : 'scores:worse')}
                        </span>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Sideways>
      )}
      <Weights model={model} refit={refit} />
      {can('settings.write') && waits && (
        <Button mt="md" loading={adopting.isPending} onClick={() => adopting.mutate()}>
          {t('scores:adopt_weights')}
        </Button>
      )}
      {counts && <p className={insights.said}>{t('scores:weights_count')}</p>}
      {!counts && !waits && <p className={insights.said}>{t('scores:weights_gone')}</p>}
    </section>
  );
}

function Weights({ model, refit }: { model: ScoreModel; refit: Refit }) {
  const { t } = useTranslation();
  const decimals = useDecimals();
  const label = useLabel();
  const parts = refit.definition?.components ?? [];
  return (
    <Sideways label={t('scores:component')}>
      <table className={classes.sides} style={{ marginTop: 16 }}>
        <thead>
          <tr>
            <th scope="col">{t('scores:component')}</th>
            <th scope="col">{t('scores:old_most')}</th>
            <th scope="col">{t('scores:new_most')}</th>
            <th scope="col">{t('scores:coefficient')}</th>
          </tr>
        </thead>
        <tbody>
          {refit.weights.map((weight) => (
            <tr key={weight.name}>
              <th scope="row">
                {label(
                  (
                    parts.find((part) => part.name === weight.name) ??
                    model.definition?.components.find((part) => part.name === weight.name)
                  )?.label,
                  weight.name,
                )}
                {weight.kept_reason && (
                  <span className={classes.why}>{t('scores:kept', { reason: weight.kept_reason })}</span>
                )}
              </th>
              <td>{decimals(weight.old_most)}</td>
              <td>{decimals(weight.new_most)}</td>
              <td>
                {weight.coefficient === null || weight.coefficient === undefined
                  ? '–'
                  : decimals(weight.coefficient, 3)}
                {weight.standard_error ? ` ± ${decimals(weight.standard_error, 3)}` : ''}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}
