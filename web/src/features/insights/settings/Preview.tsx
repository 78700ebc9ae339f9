import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/ui/session';
import { previewLifecycle } from '../api';
import { stageColour, stages } from '../stages';
import type { LifecycleSettings } from '../types';
import classes from './Lifecycle.module.css';

const pause = 400; // milliseconds

// How many customers stand in each stage now, and would with the settings as they are written here.
export function Preview({ settings }: { settings: LifecycleSettings }) {
  const { t } = useTranslation();
  const format = useFormat();
  const written = JSON.stringify(settings);
  const [settled] = useDebouncedValue(written, pause);
  const whole = Object.values(settings).every((value) => typeof value === 'number' || Boolean(value));
  const preview = useQuery({
    queryKey: ['insights', 'preview', settled],
    queryFn: ({ signal }) => previewLifecycle(JSON.parse(settled) as LifecycleSettings, signal),
    enabled: whole,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 10_000,
  });
  const answer = preview.data;
  if (!answer) return null;
  const count = (lines: typeof answer.now, stage: string) =>
    lines.find((line) => line.stage === stage)?.customers ?? 0;
  const most = Math.max(1, ...[...answer.now, ...answer.then].map((line) => line.customers));
  const asking = preview.isFetching || settled !== written;
  return (
    <section className={classes.preview} aria-labelledby="lifecycle-preview" aria-busy={asking}>
      <h3 id="lifecycle-preview">{t('insights:settings.preview')}</h3>
      <p className={classes.moved} aria-live="polite" data-asking={asking || undefined}>
        {preview.error
          ? t('insights:settings.no_preview')
          : t('insights:settings.moved', { count: answer.moved })}
      </p>
      <table className={classes.bars}>
        <thead>
          <tr>
            <th scope="col">{t('insights:card.stage')}</th>
            <td />
            <th scope="col">{t('insights:settings.now')}</th>
            <th scope="col">{t('insights:settings.then')}</th>
            <th scope="col">{t('insights:settings.change')}</th>
          </tr>
        </thead>
        <tbody>
          {stages.map((stage) => {
            const [now, then] = [count(answer.now, stage), count(answer.then, stage)];
            const change = then - now;
            return (
              <tr key={stage}>
                <th scope="row">{t(`insights:stage.${stage}`)}</th>
                <td className={classes.pair} aria-hidden>
                  <i style={{ width: `${(now / most) * 100}%`, background: 'var(--series-6)' }} />
                  <i style={{ width: `${(then / most) * 100}%`, background: stageColour[stage] }} />
                </td>
                <td>{format.number(now)}</td>
                <td>{format.number(then)}</td>
                <td data-change={change || undefined}>
                  {change ? `${change > 0 ? '+' : '−'}${format.number(Math.abs(change))}` : '–'}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
