import { ActionIcon, Button, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '@/api/client';
import { NamesPicker, RuleSlot, useSegments } from '@/features/segments/widgets';
import { issueText } from '@/ui/errors';
import { freeName } from '../definition';
import classes from '../Scores.module.css';
import type { Band, Definition, OutcomeKind } from '../types';
import { LabelInput } from './LabelInput';

interface TotalsProps {
  definition: Definition;
  change: (part: Partial<Definition>) => void;
  issues: Issue[];
}

const outcomes: OutcomeKind[] = ['first_order', 'order', 'event', 'segment', 'rule'];

export function useIssueAt(issues: Issue[]) {
  const { t } = useTranslation();
  return (path: string) => {
    const found = issues.find(
      (one) => one.path === path || one.path.startsWith(`${path}.`) || one.path.startsWith(`${path}[`),
    );
    return found && issueText(t, found);
  };
}

// The sum: its most, whether it is a share of what is measured, and the names of its ranges.
export function Totals({ definition, change, issues }: TotalsProps) {
  const { t } = useTranslation();
  const issue = useIssueAt(issues);
  const share = definition.normalise === 'share';
  return (
    <section aria-labelledby="totals">
      <h2 id="totals" className={classes.group}>
        {t('scores:edit_form.sum')}
      </h2>
      <div className={classes.line}>
        <NumberInput
          size="xs"
          label={t('scores:edit_form.total_cap')}
          min={1}
          value={definition.cap ?? ''}
          onChange={(value) => change({ cap: typeof value === 'number' ? value : null })}
          error={issue('definition.cap')}
        />
        <Switch
          label={t('scores:edit_form.share')}
          checked={share}
          onChange={(event) => change({ normalise: event.currentTarget.checked ? 'share' : 'none' })}
        />
        {share && (
          <Switch
            label={t('scores:edit_form.count_unmeasured')}
            checked={definition.count_unmeasured}
            onChange={(event) => change({ count_unmeasured: event.currentTarget.checked })}
          />
        )}
      </div>
      <Bands definition={definition} change={change} issues={issues} />
    </section>
  );
}

function Bands({ definition, change, issues }: TotalsProps) {
  const { t } = useTranslation();
  const issue = useIssueAt(issues);
  const { bands } = definition;
  const set = (at: number, part: Partial<Band>) =>
    change({ bands: bands.map((one, index) => (index === at ? { ...one, ...part } : one)) });
  return (
    <>
      <h3 className={classes.group}>{t('scores:edit_form.bands')}</h3>
      {issue('definition.bands') && <p className={classes.bad}>{issue('definition.bands')}</p>}
      {bands.map((band, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a range is known by its place
        <div key={index} className={classes.line} style={{ marginBottom: 6 }}>
          <LabelInput
            size="xs"
            label={t('scores:edit_form.label')}
            texts={band.label}
            onChange={(texts) => set(index, { label: texts })}
          />
          <TextInput
            size="xs"
            label={t('scores:edit_form.choice_name')}
            value={band.name}
            maxLength={60}
            onChange={(event) => set(index, { name: event.currentTarget.value })}
          />
          <NumberInput
            size="xs"
            label={t('scores:edit_form.band_from')}
            min={0}
            value={band.from}
            disabled={index === 0}
            onChange={(value) => set(index, { from: typeof value === 'number' ? value : 0 })}
          />
          <ActionIcon
            size={30}
            aria-label={t('scores:edit_form.remove', { name: band.name })}
            onClick={() =>
              change({
                bands: bands
                  .filter((_, at) => at !== index)
                  .map((one, at) => (at === 0 ? { ...one, from: 0 } : one)),
              })
            }
          >
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={13} aria-hidden />}
        onClick={() => {
          const name = freeName(
            'range',
            bands.map((one) => one.name),
          );
          const last = bands.at(-1);
          change({ bands: [...bands, { name, label: {}, from: last ? last.from + 20 : 0 }] });
        }}
      >
        {t('scores:edit_form.add_band')}
      </Button>
    </>
  );
}

// What a good score shall foretell, for back-tests and the probability.
export function OutcomeFields({ definition, change, issues }: TotalsProps) {
  const { t } = useTranslation();
  const issue = useIssueAt(issues);
  const segments = useSegments().data ?? [];
  const { outcome } = definition;
  return (
    <section aria-labelledby="outcome">
      <h2 id="outcome" className={classes.group}>
        {t('scores:edit_form.outcome')}
      </h2>
      <p className={classes.hint}>{t('scores:edit_form.outcome_hint')}</p>
      <div className={classes.line}>
        <Select
          size="xs"
          label={t('scores:edit_form.outcome')}
          allowDeselect={false}
          data={outcomes.map((kind) => ({ value: kind, label: t(`scores:outcome.${kind}`) }))}
          value={outcome.kind}
          onChange={(kind) => kind && change({ outcome: { kind: kind as OutcomeKind } })}
          error={issue('definition.outcome.kind')}
        />
        <NumberInput
          size="xs"
          label={t('scores:edit_form.horizon')}
          min={1}
          max={730}
          value={definition.horizon_days}
          onChange={(value) => typeof value === 'number' && change({ horizon_days: value })}
          error={issue('definition.horizon_days')}
        />
      </div>
      {outcome.kind === 'event' && (
        <NamesPicker
          names={outcome.events ?? []}
          onChange={(events) => change({ outcome: { ...outcome, events } })}
        />
      )}
      {outcome.kind === 'segment' && (
        <Select
          size="xs"
          mt={8}
          label={t('scores:edit_form.segment')}
          searchable
          data={segments.map((one) => ({ value: one.id, label: one.name }))}
          value={outcome.segment_id ?? null}
          onChange={(id) => change({ outcome: { ...outcome, segment_id: id } })}
          error={issue('definition.outcome.segment_id')}
        />
      )}
      {outcome.kind === 'rule' && (
        <RuleSlot
          label={t('scores:edit_form.rule')}
          rule={outcome.rule}
          onChange={(rule) => change({ outcome: { ...outcome, rule } })}
          error={issue('definition.outcome.rule')}
        />
      )}
      {issue('definition.outcome.events') && (
        <p className={classes.bad}>{issue('definition.outcome.events')}</p>
      )}
    </section>
  );
}
