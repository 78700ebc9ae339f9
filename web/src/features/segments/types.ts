// The shapes of segments as the server describes them, under the names that these pages use.
import type { components } from '@/api/schema.gen';

type Schemas = components['schemas'];

export type Segment = Schemas['Segment'];
export type SegmentKind = Segment['kind'];
export type SegmentDraft = Pick<
  Segment,
  'name' | 'description' | 'kind' | 'rule' | 'optional_conditions' | 'active'
>;
export type Preview = Schemas['Preview'];
export type RulePart = Schemas['Part'];
export type Explanation = Omit<Schemas['Explained'], 'tree'> & { tree: ExplainNode };
// A node's children are nodes like it; the description of the API says so in words.
export type ExplainNode = Omit<Schemas['ExplainNode'], 'children'> & { children: ExplainNode[] };
export type Member = Schemas['Member'];
export type MembersChanged = Schemas['MemberChanged'];
export type Move = Schemas['MoveRow'];
export type History = Schemas['History'];
export type Region = Schemas['Region'];
export type Flow = Schemas['Flow'];
export type Performance = Schemas['Performance'];
export type Template = Schemas['Template'];
export type ContactSegment = Schemas['Membership'];

export const segmentKinds: SegmentKind[] = ['custom', 'behavioral', 'lifecycle', 'rfm', 'clv', 'list'];
