import { IconUsersPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { Link } from '@/ui/Link';
import { Sideways } from '@/ui/Sideways';
import { useCan, useFormat } from '@/ui/session';
import shared from '../Insights.module.css';
import { segmentOf } from '../stages';
import type { Engagement } from '../types';
import { contactsOf, nameOf, ruleOf } from './bands';

// How many have which score; each band leads to its people.
export function Distribution({ engagement }: { engagement: Engagement }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const may = can('segments.write');
  const { bands, contacts } = engagement;
  const most = Math.max(1, ...bands.map((band) => band.contacts));
  const [score, people, share] = [
    t('reports:accuracy.score'),
    t('reports:engagement.contacts'),
    t('insights:column.share'),
  ];
  const of = (count: number) => (contacts ? count / contacts : 0);
  return (
    <Figure
      title={t('reports:engagement.distribution')}
      file="engagement.csv"
      head={[score, people, share]}
      rows={bands.map((band) => [nameOf(band), band.contacts, of(band.contacts)])}
      shown={bands.map((band) => [
        nameOf(band),
        format.number(band.contacts),
        format.percent(of(band.contacts)),
      ])}
    >
      <Sideways label={t('reports:engagement.distribution')}>
        <table className={shared.lines}>
          <thead>
            <tr>
              <th scope="col">{score}</th>
              <td className={shared.bar} />
              <th scope="col">{people}</th>
              <th scope="col">{share}</th>
              {may && (
                <th scope="col">
                  <span className="hidden-visually">{t('insights:make_segment')}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {bands.map((band) => {
              const name = t('reports:engagement.band', { name: nameOf(band) });
              return (
                <tr key={band.from}>
                  <th scope="row">
                    <Link to={contactsOf(band)} aria-label={t('insights:show_people', { name })}>
                      {nameOf(band)}
                    </Link>
                  </th>
                  <td className={shared.bar}>
                    <span className={shared.share} aria-hidden>
                      <i
                        style={{ width: `${(band.contacts / most) * 100}%`, background: 'var(--series-1)' }}
                      />
                    </span>
                  </td>
                  <td>{format.number(band.contacts)}</td>
                  <td>{format.percent(of(band.contacts))}</td>
                  {may && (
                    <td>
                      <Link
                        to={segmentOf(ruleOf(band), name, 'behavioral')}
                        className={shared.make}
                        aria-label={t('insights:make_segment_of', { name })}
                        title={t('insights:make_segment_of', { name })}
                      >
                        <IconUsersPlus size={15} aria-hidden />
                      </Link>
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Sideways>
      <p className={shared.said}>{t('reports:engagement.score_means')}</p>
    </Figure>
  );
}
