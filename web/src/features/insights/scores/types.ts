// The shapes of score models as the server describes them, under the names that these pages use.
import type { components } from '@/api/schema.gen';

type Schemas = components['schemas'];

// As they are written: what is absent or null is empty.
export type Texts = Schemas['LocalTextInput'];
export type Component = Schemas['ComponentInput'];
export type Band = Schemas['BandInput'];
export type Choice = Schemas['ChoiceInput'];
type Written = Schemas['DefinitionInput'];
type Always =
  | 'components'
  | 'normalise'
  | 'count_unmeasured'
  | 'bands'
  | 'choices'
  | 'outcome'
  | 'horizon_days';
export type Definition = Omit<Written, Always> & Required<Pick<Written, Always>>;
export type PartKind = Component['kind'];
export type OutcomeKind = NonNullable<Definition['outcome']['kind']>;

export type ScoreModel = Schemas['Model'];
export type ModelVersion = Schemas['ModelVersion'];
export type Distribution = Schemas['Distribution'];
export type Part = Schemas['ScoremodelsPart'];
export type ContactScore = Schemas['ContactScore'];
export type ScorePast = Schemas['ScorePast'];
export type ScorePreview = Schemas['ScoremodelsPreview'];
export type PreviewPerson = ScorePreview['sample'][number];
export type ScoreTest = Schemas['Test'];
export type Refit = Schemas['Refit'];
export type AsOf = Schemas['AsOfPart'];
export type Conversion = Schemas['Conversion'];
export type Reliability = Conversion['bins'][number];
