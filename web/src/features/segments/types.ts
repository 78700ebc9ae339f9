// The shapes of segments as they travel.
import type { Issue } from '@/api/client';

export type SegmentKind = 'custom' | 'behavioral' | 'lifecycle' | 'rfm' | 'clv' | 'list';
export const segmentKinds: SegmentKind[] = ['custom', 'behavioral', 'lifecycle', 'rfm', 'clv', 'list'];

export interface Segment {
  id: string;
  name: string;
  description: string;
  kind: SegmentKind;
  rule: unknown;
  rule_text: string;
  optional_conditions: unknown[];
  active: boolean;
  template?: string | null;
  members_count: number;
  counted_at?: string | null;
  computing: boolean;
  problem: string;
  entered_30_days: number;
  left_30_days: number;
  used_by: string[];
  rule_version: number;
  created_at: string;
  updated_at: string;
  archived_at?: string | null;
  version: number;
}

export interface SegmentDraft {
  name: string;
  description: string;
  kind: SegmentKind;
  rule: unknown;
  optional_conditions: unknown[];
  active: boolean;
}

export interface Person {
  id: string;
  name: string;
  email?: string | null;
  country?: string | null;
  city?: string | null;
  created_at: string;
}

export interface RulePart {
  path: string;
  count: number; // who meets this part alone
  surviving: number; // who is left after it and those before
}

export interface Preview {
  count: number;
  total: number;
  reachable?: { email: number; sms: number; nobody: number } | null;
  sample: Person[];
  parts: RulePart[];
  warnings: Issue[];
  rule: unknown;
  rule_text: string;
  took_ms: number;
  as_of: string;
  exact: boolean;
}

export interface ExplainNode {
  text: string;
  path: string;
  kind: 'all' | 'any' | 'none' | 'test' | 'history' | 'member';
  holds: boolean;
  found?: string | null;
  found_fact?: { type: string; occurred_at: string } | null;
  children: ExplainNode[];
}

export interface Explanation {
  holds: boolean;
  since?: string | null;
  tree: ExplainNode | null;
}

export interface Member {
  contact_id: string;
  name: string;
  email?: string | null;
  country?: string | null;
  city?: string | null;
  entered_at: string;
  relevance?: number | null;
}

export interface Move {
  contact_id: string;
  name: string;
  at: string;
  kind: 'entered' | 'left';
  reason: string;
}

export interface History {
  sizes: { day: string; size: number; entered: number; left: number }[];
  revenue: { month: string; amount: number; currency: string }[];
}

export interface Region {
  ids: string[];
  count: number;
}

export interface Flow {
  from: string;
  to: string;
  count: number;
}

export interface Performance {
  segment_id: string;
  name: string;
  members_count: number;
  growth_30_days: number;
  revenue_90_days: number;
  currency: string;
  orders_90_days: number;
  revenue_per_member: number;
}

export interface Template {
  key: string;
  name: string;
  description: string;
  kind: SegmentKind;
  rule: unknown;
  rule_text: string;
  available: boolean;
  missing?: string | null;
}

export interface ContactSegment {
  segment_id: string;
  name: string;
  kind: SegmentKind;
  since: string;
}

export interface MembersChanged {
  added: number;
  removed: number;
  unknown: string[];
}
