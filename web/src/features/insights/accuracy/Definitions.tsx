import { useTranslation } from 'react-i18next';
import shared from '../Insights.module.css';
import { measures } from './measures';

// What each figure means, and where its formula comes from.
export function Definitions() {
  const { t } = useTranslation();
  return (
    <details style={{ marginTop: 28, fontSize: 13 }}>
      <summary>{t('reports:accuracy.definitions')}</summary>
      <dl>
        {measures.map((name) => (
          <div key={name} style={{ margin: '8px 0' }}>
            <dt style={{ fontWeight: 500 }}>{t(`reports:accuracy.name.${name}`)}</dt>
            <dd className={shared.said} style={{ margin: 0 }}>
              {t(`reports:accuracy.means.${name}`)}
            </dd>
          </div>
        ))}
      </dl>
      <p className={shared.said}>{t('reports:accuracy.intervals')}</p>
    </details>
  );
}
