import { useTranslation } from 'react-i18next';
import { useFormat } from '@/ui/session';
import shared from '../Insights.module.css';
import type { AccuracyPoint } from '../types';
import { headlines, isKnown, writer } from './measures';

// The measures of the latest 90 days, each with how sure it is and of how many people.
export function Headlines({ point }: { point: AccuracyPoint }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <dl className={shared.tiles}>
      {headlines.map((name) => {
        const measured = point[name];
        const write = writer(name, format);
        return (
          <div key={name}>
            <dt>{t(`reports:accuracy.name.${name}`)}</dt>
            <dd>{isKnown(measured) ? write(measured.value) : '–'}</dd>
            <dd className={shared.note}>
              {isKnown(measured)
                ? t('reports:accuracy.sure', {
                    low: write(measured.low),
                    high: write(measured.high),
                    people: format.number(measured.people),
                  })
                : t(`reports:accuracy.too_few.${name}`, { people: format.number(measured.people) })}
            </dd>
            {name === 'stages' && point.majority != null && (
              <dd className={shared.note}>
                {t('reports:accuracy.majority', { share: format.percent(point.majority) })}
              </dd>
            )}
          </div>
        );
      })}
    </dl>
  );
}
