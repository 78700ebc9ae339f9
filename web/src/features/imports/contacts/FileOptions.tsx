import { MultiSelect, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactImport, ImportSettings } from '@/api/types';
import classes from '../Imports.module.css';

const policies = ['overwrite', 'fill_empty', 'skip'] as const;
const matches = ['email', 'phone', 'external_id'] as const;
const orders = ['day_first', 'month_first', 'year_first'] as const;
const grounds = ['', 'b2c_optin_confirmed', 'b2b_optout_allowed', 'legitimate_interest'] as const;

interface FileOptionsProps {
  draft: ContactImport;
  change: (settings: Partial<ImportSettings>) => void;
}

// What holds for every line: who is recognised how, what happens to people who are here, tags, source, consent.
export function FileOptions({ draft, change }: FileOptionsProps) {
  const { t } = useTranslation();
  const { options, analysis } = draft;
  const consent = options.consent;
  const [source, setSource] = useState(options.source ?? '');
  const [country, setCountry] = useState(options.country ?? '');
  const [wording, setWording] = useState(consent?.wording ?? '');
  const [evidence, setEvidence] = useState(consent?.evidence_ref ?? '');
  const hasDates = (analysis.columns ?? []).some((column) => column.looks_like === 'date');
  const state = (part: Partial<NonNullable<typeof consent>>) =>
    consent && change({ consent: { ...consent, ...part } });
  return (
    <div className={classes.grid}>
      <Select
        label={t('imports:existing.label')}
        data={policies.map((value) => ({ value, label: t(`imports:existing.${value}`) }))}
        value={options.existing}
        allowDeselect={false}
        onChange={(value) => change({ existing: value as ImportSettings['existing'] })}
      />
      <MultiSelect
        label={t('imports:match.label')}
        data={matches.map((value) => ({ value, label: t(`people:field.${value}`) }))}
        value={options.match ?? []}
        onChange={(value) => value.length > 0 && change({ match: value as ImportSettings['match'] })}
      />
      {hasDates && (
        <Select
          label={t('imports:dates.label')}
          description={analysis.dates_ambiguous ? t('imports:dates.ambiguous') : undefined}
          data={orders.map((value) => ({ value, label: t(`imports:dates.${value}`) }))}
          value={options.date_order}
          allowDeselect={false}
          onChange={(value) => change({ date_order: value as ImportSettings['date_order'] })}
        />
      )}
      <TagsInput label={t('imports:tags')} value={options.tags ?? []} onChange={(tags) => change({ tags })} />
      <TextInput
        label={t('imports:source')}
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
        onBlur={() => source !== (options.source ?? '') && change({ source: source || null })}
      />
      <TextInput
        label={t('imports:country')}
        description={t('imports:country_text')}
        value={country}
        maxLength={2}
        onChange={(event) => setCountry(event.currentTarget.value.toUpperCase())}
        onBlur={() => country !== (options.country ?? '') && change({ country: country || null })}
      />
      <Select
        label={t('imports:consent.label')}
        description={draft.may_attest ? t('imports:consent.attested') : t('imports:consent.claimed')}
        data={grounds.map((value) => ({ value, label: t(`imports:consent.ground.${value || 'none'}`) }))}
        value={consent?.status ?? ''}
        allowDeselect={false}
        onChange={(value) =>
          change({
            consent: value
              ? {
                  wording: null,
                  evidence_ref: null,
                  given_on: null,
                  ...consent,
                  status: value as NonNullable<typeof consent>['status'],
                }
              : null,
          })
        }
      />
      {consent && (
        <>
          <Textarea
            label={t('imports:consent.wording')}
            value={wording}
            autosize
            minRows={2}
            onChange={(event) => setWording(event.currentTarget.value)}
            onBlur={() => state({ wording: wording || null })}
          />
          <TextInput
            label={t('imports:consent.evidence')}
            value={evidence}
            onChange={(event) => setEvidence(event.currentTarget.value)}
            onBlur={() => state({ evidence_ref: evidence || null })}
          />
          <TextInput
            type="date"
            label={t('imports:consent.given_on')}
            value={consent.given_on ?? ''}
            onChange={(event) => state({ given_on: event.currentTarget.value || null })}
          />
        </>
      )}
    </div>
  );
}
