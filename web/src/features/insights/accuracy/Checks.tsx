import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { Mark } from '@/ui/marks';
import { Sideways } from '@/ui/Sideways';
import { useFormat } from '@/ui/session';
import shared from '../Insights.module.css';
import { byStage, stageTone } from '../stages';
import type { Accuracy } from '../types';

interface Line {
  id: string;
  name: string;
  mark: React.ReactNode;
  said?: string;
  people: number;
  ordered: number;
  share?: number | null;
  low?: number | null;
  high?: number | null;
}

// Of each line how many ordered in the 90 days, with how sure the share is.
function Ordered({
  title,
  file,
  first,
  said,
  lines,
}: {
  title: string;
  file: string;
  first: string;
  said: string;
  lines: Line[];
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [people, ordered, share, low, high] = ['people', 'ordered', 'share', 'low', 'high'].map((name) =>
    t(`reports:accuracy.${name}`),
  ) as [string, string, string, string, string];
  const range = (line: Line) =>
    line.low == null || line.high == null
      ? ''
      : `${format.percent(line.low, 0)} – ${format.percent(line.high, 0)}`;
  return (
    <Figure
      title={title}
      file={file}
      head={[first, people, ordered, share, low, high]}
      rows={lines.map((line) => [
        line.id,
        line.people,
        line.ordered,
        line.share ?? '',
        line.low ?? '',
        line.high ?? '',
      ])}
      shown={lines.map((line) => [
        line.name,
        format.number(line.people),
        format.number(line.ordered),
        line.share == null ? '' : format.percent(line.share),
        line.low == null ? '' : format.percent(line.low),
        line.high == null ? '' : format.percent(line.high),
      ])}
    >
      <Sideways label={title}>
        <table className={shared.lines}>
          <thead>
            <tr>
              <th scope="col">{first}</th>
              <td className={shared.bar} />
              <th scope="col">{people}</th>
              <th scope="col">{share}</th>
              <th scope="col">{t('reports:accuracy.interval')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id}>
                <th scope="row">
                  {line.mark} {line.said && <span className="muted">{line.said}</span>}
                </th>
                <td className={shared.bar}>
                  <span className={shared.share} aria-hidden>
                    <i style={{ width: `${(line.share ?? 0) * 100}%`, background: 'var(--series-1)' }} />
                  </span>
                </td>
                <td>{format.number(line.people)}</td>
                <td>{line.share == null ? '–' : format.percent(line.share, 0)}</td>
                <td>{range(line)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
      <p className={shared.said}>{said}</p>
    </Figure>
  );
}

export function StageChecks({ checks }: { checks: Accuracy['stages'] }) {
  const { t } = useTranslation();
  return (
    <Ordered
      title={t('reports:accuracy.by_stage')}
      file="stages and orders.csv"
      first={t('insights:card.stage')}
      said={t('reports:accuracy.by_stage_means')}
      lines={byStage(checks).map((check) => {
        const name = t(`insights:stage.${check.stage}`);
        return {
          id: check.stage,
          name,
          mark: <Mark tone={stageTone[check.stage]}>{name}</Mark>,
          said: t(check.expects_order ? 'reports:accuracy.expects' : 'reports:accuracy.expects_none'),
          people: check.customers,
          ordered: check.ordered,
          share: check.share,
          low: check.low,
          high: check.high,
        };
      })}
    />
  );
}

export function BandChecks({ bands }: { bands: Accuracy['bands'] }) {
  const { t } = useTranslation();
  return (
    <Ordered
      title={t('reports:accuracy.by_score')}
      file="engagement and orders.csv"
      first={t('reports:accuracy.score')}
      said={t('reports:accuracy.by_score_means')}
      lines={bands.map((band) => {
        const name = band.from === band.to ? String(band.from) : `${band.from}–${band.to}`;
        return { ...band, id: name, name, mark: name };
      })}
    />
  );
}
