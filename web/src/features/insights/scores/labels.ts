import { useTranslation } from 'react-i18next';
import { textIn, useBuilderSource } from '@/features/people/widgets';
import { numberFormat } from '@/lib/intl';
import { useFormat } from '@/ui/session';
import type { Part, Texts } from './types';

// The label of a part, a range or a model in the reader's language, else what its name says.
export function useLabel(): (label: Texts | null | undefined, name: string) => string {
  const { i18n } = useTranslation();
  return (label, name) => textIn(label ?? {}, i18n.language) || name.replaceAll('_', ' ');
}

export function useFieldLabel(): (name: string) => string {
  const { t } = useTranslation();
  const { fields } = useBuilderSource();
  return (name) => {
    const plain = name.replace(/^custom\./, '');
    const found = fields.find((field) => field.name === name || field.name === `custom.${plain}`);
    return found?.label ?? t(`people:field.${plain}`, { defaultValue: plain.replaceAll('_', ' ') });
  };
}

export const missing = /no field [`'“]?(\w+)/;

// Why a part is not measured, in the reader's language where the reason is a missing field.
export function useReason(): (reason: string) => string {
  const { t } = useTranslation();
  return (reason) => {
    const field = missing.exec(reason)?.[1];
    return field ? t('scores:why.no_field', { field }) : t('scores:why.unmeasured', { reason });
  };
}

// The rule of a part, and what it found.
export function useRuleSays(): (part: Part) => string {
  const { t } = useTranslation();
  return ({ rule_text: rule, found, holds }) => {
    if (!rule) return found ?? '';
    const says = found ? t('scores:why.found', { rule, found }) : rule;
    return holds ? says : t('scores:why.not', { rule: says });
  };
}

// Why a part gave its points, in a sentence.
export function useWhy(): (part: Part) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useFieldLabel();
  const reason = useReason();
  const number = (value: number) => numberFormat(format.locale, { maximumFractionDigits: 1 }).format(value);
  const ruleSays = useRuleSays();
  return (part) => {
    if (!part.measured) return reason(part.reason);
    if (part.kind === 'filled') {
      const of = part.fields_filled.length + part.fields_missing.length;
      const filled = t('scores:why.filled', { filled: part.fields_filled.length, of });
      if (!part.fields_missing.length) return filled;
      return `${filled} ${t('scores:why.missing', { fields: format.list(part.fields_missing.map(label)) })}`;
    }
    if (part.kind === 'events') {
      const events = part.events.map((event) =>
        t(`insights:engagement.type.${event.name}`, {
          count: event.count,
          defaultValue: `${event.name.replaceAll('_', ' ')} × ${event.count}`,
        }),
      );
      const within = part.within_days ? t('scores:why.within', { count: part.within_days }) : '';
      return `${events.length ? format.list(events) : t('scores:why.no_events')} ${within}`.trim();
    }
    if (part.kind === 'scaled' || part.kind === 'steps') {
      const field = part.field ? label(part.field) : '';
      const value = part.value === null || part.value === undefined ? '–' : number(part.value);
      const is = t('scores:why.value', { field, value });
      if (part.next_from === null || part.next_from === undefined) return is;
      return `${is} ${t('scores:why.next', { from: number(part.next_from), points: number(part.next_points ?? 0) })}`;
    }
    return ruleSays(part);
  };
}
