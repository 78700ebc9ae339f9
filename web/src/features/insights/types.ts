// The shapes of customer insight as the server describes them, under the names that these pages use.
import type { components } from '@/api/schema.gen';

type Schemas = components['schemas'];

export type ContactScores = Schemas['ContactScores'];
export type PastScore = ContactScores['past'][number];
export type LifecycleAnswer = Schemas['LifecycleAnswer'];
export type RfmAnswer = Schemas['RfmAnswer'];
export type ClvAnswer = Schemas['ClvAnswer'];
export type AcquisitionAnswer = Schemas['AcquisitionAnswer'];
export type PredictionAnswer = Schemas['PredictionAnswer'];
export type EngagementAnswer = Schemas['EngagementAnswer'];
export type LifecycleStage = LifecycleAnswer['stage'];
export type Tier = ClvAnswer['tier'];

export type CustomerBase = Schemas['CustomerBase'];
export type StageFlow = Schemas['InsightsFlow'];
export type AtRisk = Schemas['AtRisk'];

export type AcquisitionCosts = Schemas['AcquisitionCosts'];
export type AcquisitionLine = Schemas['AcquisitionLine'];
export type AcquisitionDraft = Schemas['AcquisitionDraft'];

export type LifecycleSettings = Schemas['Lifecycle'];
export type LifecyclePreview = Schemas['LifecyclePreview'];

export type PurchaseFit = Schemas['PurchaseFit'];
export type FitReport = Schemas['FitReport'];
export type Backtest = Schemas['Backtest'];
export type Quality = Schemas['Quality'];

export type Cohorts = Schemas['Cohorts'];
export type Cohort = Cohorts['cohorts'][number];
export type CohortAverage = Cohorts['average'][number];

export type Accuracy = Schemas['InsightsAccuracy'];
export type AccuracyPoint = Accuracy['latest'];
export type Measured = AccuracyPoint['stages'];

export type Engagement = Schemas['Engagement'];
export type ScoreBand = Engagement['bands'][number];
export type ChannelReport = NonNullable<Engagement['channels']>;
export type BusyHours = NonNullable<Engagement['hours']>;

export type SegmentComparison = Schemas['SegmentComparison'];
export type SegmentFigures = SegmentComparison['items'][number];
