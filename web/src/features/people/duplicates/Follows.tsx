import { useTranslation } from 'react-i18next';
import type { MergePreview } from '@/api/types';
import { useFormat } from '@/ui/session';
import classes from './Merge.module.css';

// What comes along, and what the survivor is afterwards.
export function Follows({ preview }: { preview: MergePreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const counts = Object.entries(preview.counts ?? {}).filter(([, n]) => n > 0);
  return (
    <section className={classes.follows} aria-label={t('duplicates:merge.follows')}>
      <h2>{t('duplicates:merge.follows')}</h2>
      <ul>
        {counts.map(([part, count]) => (
          <li key={part}>{t(`duplicates:part.${part}`, { count, defaultValue: `${count} ${part}` })}</li>
        ))}
        <li>{t('duplicates:merge.addresses')}</li>
        <li>
          {t('duplicates:merge.consent', { status: t(`people:consent.${preview.result.consent_status}`) })}
        </li>
        <li>
          {t('duplicates:merge.sums', {
            count: preview.result.orders_count ?? 0,
            value: format.money(preview.result.orders_value),
          })}
        </li>
        <li>{t('duplicates:merge.undo')}</li>
      </ul>
    </section>
  );
}
