import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconShieldCheck, IconShieldQuestion } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '@/api/types';
import { OwnerName } from '@/features/access/widgets';
import { languageName } from '@/lib/format';
import { Link } from '@/ui/Link';
import { Ago, Mark, Tags } from '@/ui/marks';
import { Facts, Section } from '@/ui/Section';
import { useFormat } from '@/ui/session';
import { consentTone } from '../model';
import { ConsentLedger } from './ConsentLedger';
import classes from './Contact.module.css';
import { channelName, sourceName } from '@/lib/names';

export function IdentitySection({ contact, action }: { contact: Contact; action?: React.ReactNode }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const language = contact.locale ? languageName(i18n.language, contact.locale) : '';
  const company = contact.company_id ? (
    <Link to={`/companies/${contact.company_id}`}>{contact.company}</Link>
  ) : (
    contact.company
  );
  return (
    <Section title={t('people:page.identity')} action={action}>
      <Facts
        items={[
          [
            t('people:field.email'),
            contact.email && <Copied text={contact.email} href={`mailto:${contact.email}`} />,
          ],
          [
            t('people:field.phone'),
            contact.phone && <Copied text={contact.phone} href={`tel:${contact.phone}`} />,
          ],
          [t('people:field.company'), company],
          [t('people:field.job_title'), contact.job_title],
          [
            t('people:field.city'),
            [contact.city, format.country(contact.country)].filter(Boolean).join(', '),
          ],
          [t('people:field.locale'), language],
          [t('people:field.owner_id'), <OwnerName key="owner" id={contact.owner_id} />],
          [t('people:field.tags'), contact.tags.length ? <Tags key="tags" tags={contact.tags} /> : null],
        ]}
      />
    </Section>
  );
}

function Copied({ text, href }: { text: string; href: string }) {
  const { t } = useTranslation();
  return (
    <span className={classes.value}>
      <a href={href} className="truncate">
        {text}
      </a>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Tooltip label={t(copied ? 'ui:copied' : 'ui:copy')}>
            <ActionIcon size={22} onClick={copy} aria-label={t('ui:copy_value', { value: text })}>
              {copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </span>
  );
}

// What the person allows, and on which proof.
export function ConsentSection({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const format = useFormat();
  const proven = contact.gdpr_compliant;
  return (
    <Section title={t('people:page.consent')}>
      <Facts
        items={[
          [
            t('people:field.consent_status'),
            <span key="status" className={classes.value}>
              <Mark tone={consentTone[contact.consent_status]}>
                {t(`people:consent.${contact.consent_status}`)}
              </Mark>
              {contact.consent_claimed && (
                <Tooltip label={t('people:page.claim_text')} multiline w={240}>
                  <span tabIndex={0}>
                    <Mark tone="warn">{t('people:page.claim')}</Mark>
                  </span>
                </Tooltip>
              )}
            </span>,
          ],
          [
            t('people:page.compliant'),
            <span key="compliant" className={classes.value}>
              {proven ? (
                <IconShieldCheck size={15} aria-hidden />
              ) : (
                <IconShieldQuestion size={15} aria-hidden />
              )}
              {t(proven ? 'people:page.compliant_yes' : 'people:page.compliant_no')}
            </span>,
          ],
          [
            t('people:page.retention'),
            contact.data_retention_until && format.date(contact.data_retention_until),
          ],
        ]}
      />
      <ConsentLedger contact={contact} />
    </Section>
  );
}

export function OriginSection({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={t('people:page.origin')}>
      <Facts
        items={[
          [t('people:field.source'), contact.source && sourceName(t, contact.source)],
          [
            t('people:field.acquisition_channel'),
            contact.acquisition_channel && channelName(t, contact.acquisition_channel),
          ],
          [t('people:field.keyword_intent'), contact.keyword_intent],
          [t('people:field.external_id'), contact.external_id],
          [t('people:page.collected'), contact.collected_at && format.date(contact.collected_at)],
          [t('people:field.created_at'), <Ago key="created" at={contact.created_at} />],
        ]}
      />
    </Section>
  );
}

export function NotesSection({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  if (!contact.notes) return null;
  return (
    <Section title={t('people:field.notes')}>
      <p className={classes.notes}>{contact.notes}</p>
    </Section>
  );
}
