import { useTranslation } from 'react-i18next';
import type { Contact } from '@/api/types';
import { Link } from '@/ui/Link';
import { Avatar, Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import { TwoLineCard } from '@/ui/TwoLineCard';
import { statusTone } from '../model';

// A contact on a phone: two lines.
export function ContactCard({ contact, onOpen }: { contact: Contact; onOpen: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const where = [contact.email ?? contact.phone, contact.city].filter(Boolean).join(' · ');
  return (
    <Link to={`/contacts/${contact.id}`} onClick={onOpen}>
      <TwoLineCard
        mark={<Avatar name={contact.name || '?'} size={36} />}
        title={contact.name || t('people:unnamed')}
        text={where || format.country(contact.country)}
        side={<Mark tone={statusTone[contact.status]}>{t(`people:status.${contact.status}`)}</Mark>}
        below={contact.orders_count ? format.money(contact.orders_value) : undefined}
      />
    </Link>
  );
}
