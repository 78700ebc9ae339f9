// The shapes of next actions as the server describes them, under the names that these pages use.
import type { components } from '@/api/schema.gen';

type Schemas = components['schemas'];

export type NextActions = Schemas['NextActions'];
export type Suggestion = Schemas['Suggestion'];
export type Reason = Schemas['NextActionReason'];
export type Item = Schemas['NextActionItem'];
export type ItemStatus = Item['status'];
export type Action = Schemas['NextAction'];
export type Labels = Action['labels'];
export type Ranking = Schemas['RankingSettings'];
export type Report = Schemas['NextActionReport'];
export type Answer = Schemas['NextActionAnswer']['answer'];
