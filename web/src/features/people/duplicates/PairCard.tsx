import { Button } from '@mantine/core';
import { IconArrowMerge, IconArrowBackUp, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Contact, DuplicatePair } from '@/api/types';
import { Link } from '@/ui/Link';
import { Ago, Avatar, Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import classes from './Duplicates.module.css';

interface PairCardProps {
  pair: DuplicatePair;
  current: boolean;
  dismissed: boolean;
  onMerge?: () => void;
  onJudge?: () => void;
}

// Two contacts beside each other, what speaks for one person, and what can be done.
export function PairCard({ pair, current, dismissed, onMerge, onJudge }: PairCardProps) {
  const { t } = useTranslation();
  const certain = (pair.score ?? 0) >= 90;
  return (
    <li className={classes.pair} aria-current={current || undefined}>
      <div className={classes.two}>
        <Person contact={pair.first} other={pair.second} />
        <Person contact={pair.second} other={pair.first} />
      </div>
      <div className={classes.side}>
        <div className={classes.reasons}>
          {!dismissed && (
            <Mark tone={certain ? 'ok' : 'warn'}>
              {t(certain ? 'duplicates:certain' : 'duplicates:likely', { score: pair.score })}
            </Mark>
          )}
          {(pair.reasons ?? []).map((reason) => (
            <span key={reason} className={classes.reason}>
              {t(`duplicates:reason.${reason}`)}
            </span>
          ))}
        </div>
        <div className={classes.actions}>
          {onJudge && (
            <Button
              variant="default"
              size="compact-sm"
              leftSection={dismissed ? <IconArrowBackUp size={14} /> : <IconX size={14} />}
              onClick={onJudge}
            >
              {t(dismissed ? 'duplicates:put_back' : 'duplicates:dismiss')}
            </Button>
          )}
          {onMerge && (
            <Button size="compact-sm" leftSection={<IconArrowMerge size={14} />} onClick={onMerge}>
              {t('duplicates:merge.action')}
            </Button>
          )}
        </div>
      </div>
    </li>
  );
}

function Person({ contact, other }: { contact: Contact; other: Contact }) {
  const { t } = useTranslation();
  const format = useFormat();
  const lines: [string, string | null | undefined, string | null | undefined][] = [
    ['email', contact.email, other.email],
    ['phone', contact.phone, other.phone],
    ['company', contact.company, other.company],
    ['city', contact.city, other.city],
  ];
  const fold = (text?: string | null) => (text ?? '').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return (
    <div className={classes.person}>
      <Avatar name={contact.name || '?'} size={28} />
      <div className={classes.who}>
        <Link to={`/contacts/${contact.id}`} className="record-link truncate">
          {contact.name || t('people:unnamed')}
        </Link>
        <dl>
          {lines.map(
            ([name, value, theirs]) =>
              value && (
                <div key={name}>
                  <dt>{t(`people:field.${name}`)}</dt>
                  <dd data-same={fold(value) === fold(theirs) || undefined}>{value}</dd>
                </div>
              ),
          )}
        </dl>
        <span className="muted">
          {t('duplicates:orders', { count: contact.orders_count ?? 0 })}
          {contact.orders_count ? ` · ${format.money(contact.orders_value)}` : ''} ·{' '}
          <Ago at={contact.created_at} />
        </span>
      </div>
    </div>
  );
}
