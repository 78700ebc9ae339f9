// The shapes of customer insight as they travel.
import type { Money } from '@/lib/format';

export type LifecycleStage = 'new' | 'reactivated' | 'churned' | 'at_risk' | 'loyal' | 'active';
export type Tier = 'vip' | 'high' | 'medium' | 'low';
export type ClvSource = 'model' | 'formula';

export interface LifecycleAnswer {
  stage: LifecycleStage;
  since: string;
  days_since_last_order: number;
  expected_interval_days: number;
  interval_source: 'own' | 'workspace' | 'usual';
  expected_at: string;
  overdue_days: number;
  next_change_at?: string | null;
  next_stage?: LifecycleStage | null;
}
export interface RfmAnswer {
  recency: number;
  frequency: number;
  monetary: number;
  group: string;
}
export interface ClvAnswer {
  predicted: Money;
  low?: Money | null;
  high?: Money | null;
  source: ClvSource;
  tier: Tier;
  rank: number;
  customers: number;
  average_order_value: Money;
  orders_per_year: number;
  lifespan_years: number;
  acquisition_cost?: Money | null;
  by_formula: Money;
  expected_order_value?: Money | null;
}
export interface PredictionAnswer {
  churn_risk: number;
  churn_low: number;
  churn_high: number;
  alive: number;
  expected_orders: number;
  orders_low: number;
  orders_high: number;
  fit_id: string;
  fitted_at: string;
}
export interface EngagementAnswer {
  score: number;
  sum: number;
  parts: { type: string; facts: number; points: number }[];
}
export interface ContactScores {
  is_customer: boolean;
  orders: number;
  occasions: number;
  revenue?: Money | null;
  first_order_at?: string | null;
  last_order_at?: string | null;
  lifecycle?: LifecycleAnswer | null;
  rfm?: RfmAnswer | null;
  clv?: ClvAnswer | null;
  prediction?: PredictionAnswer | null;
  no_prediction: string;
  days_to_next_purchase?: number | null;
  engagement: EngagementAnswer;
  history: { at: string; from?: LifecycleStage | null; to?: LifecycleStage | null }[];
}

export interface StageLine {
  stage: LifecycleStage;
  customers: number;
  revenue: Money;
}
export interface CustomerBase {
  as_of: string;
  customers: number;
  revenue: Money;
  clv: Money;
  clv_source: ClvSource;
  fit_id?: string | null;
  churn_risk?: number | null;
  median_interval_days?: number | null;
  stages: StageLine[];
  rfm: { recency: number; frequency: number; customers: number; revenue: Money }[];
  groups: { group: string; customers: number; revenue: Money }[];
  tiers: { tier: Tier; customers: number; clv: Money; least?: Money | null }[];
  distribution: { from: Money; to?: Money | null; customers: number }[];
  concentration: { customers: number; value: number }[];
}
export interface StageFlow {
  days: { day: string; customers: Record<string, number> }[];
  moves: { from?: LifecycleStage | null; to?: LifecycleStage | null; customers: number }[];
}
export interface AtRisk {
  contact_id: string;
  name: string;
  email?: string | null;
  stage: LifecycleStage;
  churn_risk: number;
  clv: Money;
  revenue: Money;
  at_stake: Money;
  orders: number;
  last_order_at: string;
  overdue_days: number;
}

export interface LifecycleSettings {
  churn_rule: 'interval' | 'fixed';
  new_days: number;
  reactivated_days: number;
  churned_days: number;
  churned_overdue_days: number;
  at_risk_overdue_days: number;
  loyal_orders: number;
  loyal_days: number;
  usual_interval_days: number;
}
export interface LifecyclePreview {
  now: StageLine[];
  then: StageLine[];
  moved: number;
}
