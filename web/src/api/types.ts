// The shapes that travel, under the names that the screens use.
import type { Money } from '@/lib/format';

export type { Money };

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
  total?: { value: number; exact: boolean } | null;
}

export type ThemeChoice = 'auto' | 'light' | 'dark';
export type Density = 'compact' | 'comfortable';
export type Scope = 'all' | 'team' | 'own';

export interface User {
  id: string;
  email: string;
  name: string;
  role: string;
  scope: Scope;
  team_id?: string | null;
  locale: string;
  theme: ThemeChoice;
  density: Density;
  totp_enabled: boolean;
  active: boolean;
  last_seen_at?: string | null;
  password_set?: boolean;
  created_at: string;
  version: number;
  invitation_token?: string | null; // in the answer that made it, never again
  invitation_url?: string | null;
}

export interface Workspace {
  name: string;
  currency: string;
  timezone: string;
  country?: string | null;
  locale: string;
  public_url?: string | null;
}

export interface WorkspaceSettings extends Workspace {
  sender_name: string;
  sender_email: string;
  legal_name: string;
  postal_address: string;
  privacy_contact: string;
}

export interface Session {
  user: User;
  csrf_token: string;
  workspace: Workspace;
  permissions: string[];
}

export type ContactStatus =
  | 'new'
  | 'contacted'
  | 'engaged'
  | 'qualified'
  | 'converted'
  | 'unsubscribed'
  | 'bounced';
export type Stage = 'new' | 'contacted' | 'engaged' | 'qualified' | 'converted';
export type ConsentStatus =
  | 'b2b_optout_allowed'
  | 'b2c_optin_confirmed'
  | 'legitimate_interest'
  | 'withdrawn'
  | 'expired'
  | 'unknown'
  | 'pending'
  | 'refused';

export interface Contact {
  id: string;
  external_id?: string | null;
  email?: string | null;
  phone?: string | null;
  first_name?: string | null;
  last_name?: string | null;
  name: string;
  company_id?: string | null;
  company?: string | null;
  job_title?: string | null;
  country?: string | null;
  city?: string | null;
  locale?: string | null;
  timezone?: string | null;
  source?: string | null;
  source_url?: string | null;
  acquisition_channel?: string | null;
  keyword_intent?: string | null;
  estimated_value?: Money | null;
  owner_id?: string | null;
  tags: string[];
  notes?: string | null;
  status: ContactStatus;
  stage: Stage;
  email_state?: 'ok' | 'soft_bounced' | 'hard_bounced' | 'complained' | null;
  consent_status: ConsentStatus;
  consent_claimed?: boolean;
  gdpr_compliant?: boolean;
  data_retention_until?: string | null;
  last_contacted_at?: string | null;
  last_inbound_contact_at?: string | null;
  collected_at?: string | null;
  orders_count?: number;
  orders_value?: Money | null;
  last_order_at?: string | null;
  first_order_at?: string | null;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface FacetValue {
  value: string;
  count: number;
}
export interface ContactFacets {
  statuses: FacetValue[];
  consent_statuses: FacetValue[];
  countries: FacetValue[];
  cities: FacetValue[];
  tags: FacetValue[];
  sources: FacetValue[];
}

export interface TimelineEntry {
  id: string;
  type: string;
  occurred_at: string;
  received_at?: string;
  arrival?: string | null;
  channel?: string | null;
  source?: string | null;
  reference_id?: string | null;
  title?: string | null;
  actor_kind?: string | null;
  actor_id?: string | null;
  actor_name?: string | null;
  payload?: Record<string, unknown> | null;
}

export interface ConsentEntry {
  id: string;
  contact_id: string;
  channel: string;
  purpose: string;
  status: 'granted' | 'pending' | 'refused' | 'withdrawn' | 'expired';
  proof: 'claim' | 'attestation' | 'evidence';
  legal_basis?: string | null;
  source?: string | null;
  wording?: string | null;
  method?: string | null;
  evidence_ref?: string | null;
  occurred_at: string;
  recorded_at: string;
  expires_at?: string | null;
  attested_by_name?: string | null;
}

export interface Company {
  id: string;
  name: string;
  domain?: string | null;
  size?: string | null;
  industry?: string | null;
  budget?: Money | null;
  country?: string | null;
  city?: string | null;
  notes?: string | null;
  contacts_count?: number;
  created_at: string;
  updated_at: string;
  version: number;
}

export type OrderStatus = 'paid' | 'partially_refunded' | 'refunded' | 'cancelled';

export interface OrderLine {
  position: number;
  product_id?: string | null;
  sku?: string | null;
  name: string;
  category?: string | null;
  quantity: number;
  unit_price: Money;
  discount?: Money | null;
  total: Money;
  refunded_quantity?: number;
  refunded?: Money | null;
}

export interface Order {
  id: string;
  contact_id?: string | null;
  contact_name?: string | null;
  number: string;
  ordered_at: string;
  status: OrderStatus;
  store_id?: string | null;
  store?: string | null;
  channel?: string | null;
  currency: string;
  total: Money;
  refunded?: Money | null;
  net?: Money | null;
  discount?: Money | null;
  coupon?: string | null;
  items_count?: number;
  lines?: OrderLine[];
  source?: string | null;
  arrival?: string | null;
  reason?: string | null;
  created_at: string;
  version: number;
}

export interface Store {
  id: string;
  code: string;
  name: string;
  city?: string | null;
  country?: string | null;
}

export interface Product {
  id: string;
  sku: string;
  name: string;
  category?: string | null;
  price?: Money | null;
  active: boolean;
  orders_count?: number;
  units_sold?: number;
  revenue?: Money | null;
  created_at: string;
  version: number;
}

export interface ImportJob {
  id: string;
  kind: string;
  preset?: string | null;
  filename?: string | null;
  status: 'queued' | 'running' | 'completed' | 'failed';
  lines_total?: number | null;
  lines_done?: number | null;
  counts?: Record<string, number>;
  created_at?: string;
  started_at?: string | null;
  finished_at?: string | null;
  message?: string | null;
}

export interface NewContact {
  id: string;
  name: string;
  email?: string | null;
  country?: string | null;
  status: string;
  created_at: string;
}

export interface Home {
  contacts: { total: number; new_30_days: number; new_previous_30_days: number };
  companies: { total: number };
  orders: { count_30_days: number; count_previous_30_days: number };
  revenue: { value_30_days: Money; previous_30_days: Money; currency: string };
  repeat_rate?: number | null;
  average_order_value?: Money | null;
  revenue_by_month: { month: string; revenue: Money; orders: number; customers: number }[];
  other_currencies: { revenue: Money; orders: number }[];
  contacts_by_status: FacetValue[];
  newest_contacts: NewContact[];
  recent_orders: Order[];
  late_jobs: { name: string; due_at: string }[];
}

export interface SearchResult {
  contacts: { id: string; name: string; email?: string | null }[];
  companies: { id: string; name: string; domain?: string | null }[];
  orders?: { id: string; number: string; contact_name?: string | null }[];
}

export interface ApiKey {
  id: string;
  name: string;
  role?: string | null;
  kind: 'api' | 'write' | 'write_browser';
  scope?: Scope;
  permissions_extra?: string[];
  prefix?: string;
  created_at: string;
  last_used_at?: string | null;
  revoked_at?: string | null;
  secret?: string;
}

export interface Team {
  id: string;
  name: string;
  store_code?: string | null;
}

export interface Role {
  name: string;
  permissions: string[];
}

export interface AuditEntry {
  seq: number;
  at: string;
  actor_kind: string;
  actor_id?: string | null;
  actor_name?: string | null;
  action: string;
  object_type?: string | null;
  object_id?: string | null;
  summary?: string | null;
  changes?: { field: string; from?: unknown; to?: unknown }[];
  ip?: string | null;
  hash?: string;
}

export interface IntakePolicy {
  allowed_keywords: string[];
  allowed_sources: string[];
  forbidden_sources: string[];
  on_keyword_mismatch: 'refuse' | 'alert';
  on_source_mismatch: 'refuse' | 'alert';
  retention_years: number;
}
