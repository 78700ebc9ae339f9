import { useTranslation } from 'react-i18next';
import type { Contact } from '@/api/types';
import { Ago } from '@/ui/marks';
import { Facts } from '@/ui/Section';
import { useFormat } from '@/ui/session';
import { stages } from '../model';
import classes from './Contact.module.css';

// What was bought so far.
export function ValueFigures({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const format = useFormat();
  const count = contact.orders_count ?? 0;
  const value = contact.orders_value;
  const average =
    value && count ? { amount: Math.round(value.amount / count), currency: value.currency } : null;
  return (
    <>
      <div className={classes.stats}>
        <div className={classes.stat}>
          <strong>{format.money(value)}</strong>
          {t('people:page.spent')}
        </div>
        <div className={classes.stat}>
          <strong>{format.number(count)}</strong>
          {t('people:page.orders', { count })}
        </div>
        <div className={classes.stat}>
          <strong>{format.money(average)}</strong>
          {t('people:page.average')}
        </div>
        <div className={classes.stat}>
          <strong>{contact.last_order_at ? format.relative(contact.last_order_at) : '–'}</strong>
          {t('people:page.last_order')}
        </div>
      </div>
      {contact.other_currency_orders > 0 && (
        <p className="muted">{t('people:page.other_currencies', { count: contact.other_currency_orders })}</p>
      )}
    </>
  );
}

// Where the person stands in the pipeline, and when there was contact.
export function StandingFacts({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const format = useFormat();
  const stage = stages.indexOf(contact.stage);
  return (
    <div className={classes.standing}>
      <div className={classes.steps} aria-hidden>
        {stages.map((name, index) => (
          <span key={name} className={classes.step} data-on={index <= stage || undefined} />
        ))}
      </div>
      <Facts
        items={[
          [t('people:page.stage'), t(`people:status.${contact.stage}`)],
          [
            t('people:field.last_contacted_at'),
            <Ago key="out" at={contact.last_contacted_at} none={t('people:never')} />,
          ],
          [
            t('people:page.last_inbound'),
            <Ago key="in" at={contact.last_inbound_contact_at} none={t('people:never')} />,
          ],
          [
            t('people:field.email_state'),
            contact.email && contact.email_state ? t(`people:email_state.${contact.email_state}`) : null,
          ],
          [
            t('people:field.estimated_value'),
            contact.estimated_value && format.money(contact.estimated_value),
          ],
        ]}
      />
    </div>
  );
}
