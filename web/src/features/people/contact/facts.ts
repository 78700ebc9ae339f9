// How a fact reads on the timeline: an icon, a colour and a sentence from its type and what it says.
import {
  IconActivity,
  IconArrowMerge,
  IconArrowsSplit,
  IconBulb,
  IconCalendarEvent,
  IconCash,
  IconCircleX,
  IconEye,
  IconMail,
  IconMailOpened,
  IconMessage,
  IconNote,
  IconPencil,
  IconPhone,
  IconPointer,
  type IconProps,
  IconReceiptRefund,
  IconRepeat,
  IconRepeatOff,
  IconShieldCheck,
  IconShoppingBag,
  IconTag,
  IconTrendingUp,
  IconUserPlus,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { ComponentType } from 'react';
import type { TimelineEntry } from '@/api/types';
import type { Format, Money } from '@/lib/format';
import type { Tone } from '@/ui/marks';
import { reasonText } from './reasons';

interface Look {
  icon: ComponentType<IconProps>;
  tone: Tone;
}

const looks: Record<string, Look> = {
  purchase: { icon: IconShoppingBag, tone: 'ok' },
  order_extended: { icon: IconShoppingBag, tone: 'ok' },
  order_updated: { icon: IconShoppingBag, tone: 'ok' },
  refund: { icon: IconReceiptRefund, tone: 'warn' },
  order_cancelled: { icon: IconCircleX, tone: 'bad' },
  email_sent: { icon: IconMail, tone: 'info' },
  email_opened: { icon: IconMailOpened, tone: 'info' },
  email_clicked: { icon: IconPointer, tone: 'brand' },
  email_replied: { icon: IconMail, tone: 'brand' },
  email_bounced: { icon: IconMail, tone: 'bad' },
  sms_sent: { icon: IconMessage, tone: 'info' },
  call: { icon: IconPhone, tone: 'brand' },
  meeting: { icon: IconCalendarEvent, tone: 'brand' },
  note: { icon: IconNote, tone: 'warn' },
  page_viewed: { icon: IconEye, tone: 'neutral' },
  page_view: { icon: IconEye, tone: 'neutral' },
  screen_view: { icon: IconEye, tone: 'neutral' },
  identified: { icon: IconUserPlus, tone: 'info' },
  group_joined: { icon: IconActivity, tone: 'neutral' },
  alias: { icon: IconArrowMerge, tone: 'neutral' },
  cart_abandoned: { icon: IconShoppingBag, tone: 'warn' },
  store_visit: { icon: IconShoppingBag, tone: 'brand' },
  nps_response: { icon: IconMessage, tone: 'brand' },
  contact_created: { icon: IconUserPlus, tone: 'neutral' },
  contact_updated: { icon: IconPencil, tone: 'neutral' },
  contact_merged: { icon: IconArrowMerge, tone: 'brand' },
  contact_unmerged: { icon: IconArrowsSplit, tone: 'neutral' },
  status_changed: { icon: IconTrendingUp, tone: 'brand' },
  lifecycle_changed: { icon: IconTrendingUp, tone: 'brand' },
  next_action_accepted: { icon: IconBulb, tone: 'brand' },
  next_action_done: { icon: IconBulb, tone: 'ok' },
  next_action_dismissed: { icon: IconBulb, tone: 'neutral' },
  next_action_taken_back: { icon: IconBulb, tone: 'neutral' },
  score_band_changed: { icon: IconTrendingUp, tone: 'brand' },
  segment_entered: { icon: IconUsersGroup, tone: 'brand' },
  segment_left: { icon: IconUsersGroup, tone: 'neutral' },
  consent_recorded: { icon: IconShieldCheck, tone: 'ok' },
  consent_expired: { icon: IconShieldCheck, tone: 'warn' },
  consent_restored: { icon: IconShieldCheck, tone: 'ok' },
  visitor_attached: { icon: IconUserPlus, tone: 'neutral' },
  visitor_detached: { icon: IconArrowsSplit, tone: 'warn' },
  tag_added: { icon: IconTag, tone: 'neutral' },
  payment_received: { icon: IconCash, tone: 'ok' },
  subscription_started: { icon: IconRepeat, tone: 'ok' },
  subscription_changed: { icon: IconRepeat, tone: 'info' },
  subscription_ended: { icon: IconRepeatOff, tone: 'warn' },
};
const channelLooks: Record<string, Look> = {
  email: { icon: IconMail, tone: 'info' },
  sms: { icon: IconMessage, tone: 'info' },
  phone: { icon: IconPhone, tone: 'brand' },
  website: { icon: IconEye, tone: 'neutral' },
};

export function lookOf(entry: TimelineEntry): Look {
  return looks[entry.type] ?? channelLooks[entry.channel ?? ''] ?? { icon: IconActivity, tone: 'neutral' };
}

type Payload = Record<string, unknown>;

function isMoney(value: unknown): value is Money {
  return typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value;
}

const known = new Set([...Object.keys(looks), 'contact_deleted', 'contact_restored']);

export function titleOf(entry: TimelineEntry, t: TFunction, format: Format): string {
  const payload = (entry.payload ?? {}) as Payload;
  const amount = payload.total ?? payload.amount;
  const status = (value: unknown) =>
    t(`people:status.${String(value)}`, { defaultValue: String(value ?? '') });
  if (entry.type === 'contact_merged' || entry.type === 'contact_unmerged') {
    return t(`duplicates:fact.${entry.type}`, { name: String(payload.other_name ?? '') });
  }
  if (entry.type === 'lifecycle_changed') {
    const stage = (value: unknown) => t(`insights:stage.${String(value ?? 'none')}`);
    return t('insights:fact.title', { from: stage(payload.from), to: stage(payload.to) });
  }
  if (entry.type.startsWith('next_action_')) {
    const labels = payload.labels as Record<string, string> | undefined;
    const name = labels?.[format.locale.slice(0, 2)] || labels?.en || String(payload.action ?? '');
    return t(`next_actions:fact.${entry.type}`, { name });
  }
  if (entry.type === 'score_band_changed') {
    const band = (value: unknown) =>
      t(`scores:band.${String(value)}`, { defaultValue: String(value || '–').replaceAll('_', ' ') });
    const name = t(`scores:name.${String(payload.name)}`, {
      defaultValue: String(payload.label ?? payload.name),
    });
    return t('scores:fact', { name, from: band(payload.from), to: band(payload.to) });
  }
  if (known.has(entry.type)) {
    const way = entry.type === 'call' && payload.direction ? `_${String(payload.direction)}` : '';
    return t(`people:fact.${entry.type}${way}`, {
      page: pageOf(payload),
      score: String(payload.score ?? ''),
      number: String(payload.number ?? ''),
      plan: String(payload.plan ?? ''),
      segment: String(payload.segment ?? ''),
      amount: isMoney(amount) ? format.money(amount) : '',
      from: status(payload.from),
      to: status(payload.to),
      channel: t(`people:channel.${String(payload.channel)}`, {
        defaultValue: String(payload.channel ?? ''),
      }),
      status: t(`people:ledger.${String(payload.status)}`, { defaultValue: String(payload.status ?? '') }),
    });
  }
  if (entry.source === 'server' || entry.source === 'browser') return entry.type; // as the source calls it
  if (entry.title) return entry.title;
  const words = entry.type.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function inside(payload: Payload, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? (value as Payload)[name] : undefined),
    payload,
  );
}

function pageOf(payload: Payload): string {
  const places = [
    payload.name,
    inside(payload, 'properties', 'title'),
    inside(payload, 'context', 'page', 'title'),
    inside(payload, 'context', 'page', 'url'),
    inside(payload, 'properties', 'url'),
  ];
  return String(places.find((place) => typeof place === 'string' && place) ?? '–');
}

// The products of a cart, as a shop tells them: name and how many.
function cartOf(products: unknown, format: Format): string {
  if (!Array.isArray(products)) return '';
  return format.list(
    products.map((product) => {
      const name = String(product?.name ?? product?.sku ?? product?.product_id ?? '–');
      return product?.quantity > 1 ? `${product.quantity} × ${name}` : name;
    }),
  );
}

// Of a tracked event: the product and its price or the products, else the address of the page.
function trackedDetail(payload: Payload, format: Format): string {
  const product = inside(payload, 'properties', 'name');
  const price = inside(payload, 'properties', 'price');
  const currency = inside(payload, 'properties', 'currency');
  if (typeof product === 'string')
    return [product, [price, currency].filter(Boolean).join(' ')].filter(Boolean).join(' · ');
  const cart = cartOf(inside(payload, 'properties', 'products'), format);
  if (cart) return cart;
  const url = inside(payload, 'context', 'page', 'url') ?? inside(payload, 'properties', 'url');
  return typeof url === 'string' ? url : '';
}

// Fields of the message that were not written, as the server names them.
export function leftOutOf(entry: TimelineEntry): string[] {
  const issues = (entry.payload as { issues?: { path: string }[] } | null)?.issues;
  return Array.isArray(issues) ? issues.map((issue) => issue.path) : [];
}

// The second line: what was in the basket, or why.
export function detailOf(entry: TimelineEntry, t: TFunction, format: Format): string {
  const payload = (entry.payload ?? {}) as Payload;
  if (Array.isArray(payload.lines)) {
    const lines = payload.lines as { name: string; quantity: number }[];
    return format.list(
      lines.map((line) => (line.quantity > 1 ? `${line.quantity} × ${line.name}` : line.name)),
    );
  }
  if (entry.source === 'server' || entry.source === 'browser') return trackedDetail(payload, format);
  if (entry.type === 'cart_abandoned') {
    const value = typeof payload.value === 'number' && typeof payload.currency === 'string';
    return [
      cartOf(payload.products, format),
      value && format.money({ amount: payload.value as number, currency: payload.currency as string }),
    ]
      .filter(Boolean)
      .join(' · ');
  }
  if (['call', 'meeting', 'store_visit'].includes(entry.type))
    return [
      payload.place,
      payload.text,
      payload.outcome,
      typeof payload.minutes === 'number' && t('people:timeline.minutes', { count: payload.minutes }),
    ]
      .filter(Boolean)
      .join(' · ');
  if (entry.type === 'lifecycle_changed' || entry.type === 'score_band_changed')
    return t(`insights:fact.reason.${String(payload.reason)}`, { defaultValue: '' });
  if (entry.type === 'segment_entered' || entry.type === 'segment_left')
    return t(`segments:reason.${String(payload.reason)}`, { defaultValue: '' });
  if (payload.cause)
    return t(`people:cause.${String(payload.cause)}`, { defaultValue: String(payload.cause) });
  const text =
    payload.reason ??
    payload.text ??
    payload.note ??
    payload.subject ??
    payload.url ??
    payload.anonymous_id ??
    payload.source;
  if (typeof text !== 'string') return '';
  return text === payload.reason ? reasonText(t, text) : text;
}

export interface FieldChange {
  field: string;
  from: unknown;
  to: unknown;
}

// A company's name that follows from the company is told once.
export function changesOf(entry: TimelineEntry): FieldChange[] {
  const told = (entry.payload as { changes?: FieldChange[] } | null)?.changes ?? [];
  const of = (field: string) =>
    field === 'status' && entry.type.startsWith('subscription_') ? 'subscription_status' : field;
  const all = told.filter((change) => change.field).map((change) => ({ ...change, field: of(change.field) }));
  const link = all.find((change) => change.field === 'company_id');
  return all.filter(
    ({ field, from, to }) => !(link && field === 'company' && (link.from || !from) && (link.to || !to)),
  );
}
