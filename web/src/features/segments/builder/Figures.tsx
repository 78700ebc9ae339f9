import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { isMissing } from '../api';
import { ruleIssue } from '../ruleIssue';
import classes from './Builder.module.css';
import type { PreviewState } from './usePreview';

// How many people, how many of them can be reached and how, and what is odd about the rule.
export function Figures({ state, begun }: { state: PreviewState; begun: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { preview, error, issues, asking } = state;
  if (error && !preview) {
    return isMissing(error) ? (
      <p className="muted" style={{ padding: 16 }}>
        {t('segments:figures.missing')}
      </p>
    ) : (
      <ErrorState error={error} retry={state.retry} compact />
    );
  }
  if (!preview) {
    return (
      <Section title={t('segments:figures.title')}>
        {issues.length ? (
          <p className="muted">{t('segments:figures.mistake')}</p>
        ) : (
          <Skeleton height={96} aria-hidden />
        )}
      </Section>
    );
  }
  const number = format.number(preview.count);
  const share = preview.total ? preview.count / preview.total : 0;
  return (
    <Section title={t('segments:figures.title')}>
      <div className={asking || issues.length || error ? classes.stale : undefined}>
        <div className={classes.figure} aria-live="polite" data-testid="count">
          {preview.exact ? number : t('segments:figures.about', { number })}
        </div>
        <div className="muted">
          {t('segments:figures.of', {
            total: format.number(preview.total),
            share: format.percent(share),
          })}
        </div>
        <div className={classes.track} aria-hidden>
          <i style={{ width: `${Math.min(100, share * 100)}%` }} />
        </div>
        <dl className={classes.reach}>
          {(['email', 'sms', 'nobody'] as const).map((channel) => (
            <div key={channel}>
              <dt title={t(`segments:figures.${channel}_why`)}>{t(`segments:figures.${channel}`)}</dt>
              <dd>{preview.reachable ? format.number(preview.reachable[channel]) : '–'}</dd>
            </div>
          ))}
        </dl>
        <p className="muted" style={{ margin: '8px 0 0', fontSize: 12 }}>
          {t(preview.exact ? 'segments:figures.exact' : 'segments:figures.estimate', {
            ms: format.number(Math.max(1, Math.round(preview.took_ms))),
            at: format.time(preview.as_of),
          })}
        </p>
      </div>
      {issues.length > 0 && <p className={classes.issue}>{t('segments:figures.before')}</p>}
      {Boolean(error) && (
        <p className={classes.issue}>
          {t('segments:figures.failed')}{' '}
          <Button size="compact-xs" variant="subtle" onClick={state.retry}>
            {t('ui:retry')}
          </Button>
        </p>
      )}
      {(begun ? preview.warnings : [])
        .filter((warning) => warning.path === 'rule' || !state.warningsOf.size)
        .map((warning) => (
          <p key={warning.path + warning.code} className={classes.warning}>
            <IconAlertTriangle size={15} aria-hidden />
            <span>{ruleIssue(t, warning)}</span>
          </p>
        ))}
    </Section>
  );
}
