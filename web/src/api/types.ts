// The shapes that travel, as the server describes them, under the names that the screens use.
// schema.gen.ts is written by `npm run gen` from `rapport openapi`.
import type { Money } from '@/lib/format';
import type { components } from './schema.gen';

type Schemas = components['schemas'];

export type { Money };

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
  total?: Schemas['Total'] | null;
}

export type Session = Schemas['Session'];
export type User = Schemas['User'];
export type ThemeChoice = User['theme'];
export type Density = User['density'];
export type Scope = User['scope'];
export type Team = Schemas['Team'];
export type Role = Schemas['RoleInfo'];
export type Permission = Schemas['PermissionInfo'];
export type ApiKey = Schemas['ApiKey'];
export type PasswordLinkGiven = Schemas['PasswordLinkGiven'];
export type TotpStart = Schemas['TotpStart'];
export type RecoveryCodes = Schemas['RecoveryCodes'];
export type AuditEntry = Schemas['AuditEntry'];
export type AuditVerdict = Schemas['AuditVerdict'];
export type WorkspaceSettings = Schemas['Workspace'];
export type IntakePolicy = Schemas['IntakePolicy'];

export type Contact = Schemas['Contact'];
export type ContactStatus = Contact['status'];
export type Stage = Contact['stage'];
export type ConsentStatus = Contact['consent_status'];
export type Preferences = Schemas['Preferences'];
export type ContactFacets = Schemas['Facets'];
export type FacetValue = Schemas['FacetValue'];
export type DuplicatePair = Schemas['DuplicatePair'];
export type DuplicateSearch = Schemas['SearchState'];
export type Merge = Schemas['Merge'];
export type MergePreview = Schemas['MergePreview'];
export type MergeSide = Schemas['MergeField']['taken'];
export type UndoPreview = Schemas['UndoPreview'];
export type CompanySuggestion = Schemas['CompanySuggestion'];
export type CompanyMerge = Schemas['CompanyMerge'];
export type CompanyLinks = Schemas['CompanyLinks'];
export type CompanyLinkState = Schemas['LinkState'];
export type TimelineEntry = Schemas['TimelineEntry'];
export type ChangeSet = Schemas['ChangeSet'];
export type StreamedFact = Schemas['StreamedFact'];
export type SourceHealth = Schemas['SourceHealth'];
export type EventName = Schemas['EventName'];
export type EventDetails = Schemas['EventDetails'];
export type Channels = Schemas['Channels'];
export type ChannelRule = Schemas['ChannelRule'];
export type Touch = Schemas['Touch'];
export type Touches = Schemas['Touches'];
export type LinkedVisitor = Schemas['LinkedVisitor'];
export type WaitingReason = Schemas['WaitingReason'];
export type Settled = Schemas['Settled'];
export type DeliveryAttempt = Schemas['DeliveryAttempt'];
export type WaitingCart = Schemas['WaitingCart'];
export type Webhook = Schemas['Webhook'];
export type Delivery = Schemas['Delivery'];
export type ActivityDraft = Schemas['ActivityDraft'];
export type Activity = Schemas['Activity'];
export type ActivityVersion = Schemas['ActivityVersion'];
export type Quarantined = Schemas['Quarantined'];
export type ContactExport = Schemas['ContactExport'];
export type ExportRequest = Schemas['ExportRequest'];
export type BulkRequest = Schemas['BulkRequest'];
export type TrashedContact = Schemas['TrashedContact'];
export type ConsentEntry = Schemas['ConsentEntry'];
export type View = Schemas['View'];
export type Pipeline = Schemas['Pipeline'];
export type RegisteredField = Schemas['FieldShown'];
export type Company = Schemas['Company'];
export type CustomField = Schemas['CustomField'];
export type FieldShown = Schemas['FieldShown'];
export type FieldUsage = Schemas['FieldUsage'];
export type ArchivedField = Schemas['ArchivedField'];
export type SearchResult = Schemas['SearchResult'];

export type Order = Schemas['Order'];
export type OrderStatus = Order['status'];
export type Subscription = Schemas['Subscription'];
export type SubscriptionStatus = Subscription['status'];
export type Product = Schemas['Product'];
export type Store = Schemas['Store'];
export type ImportJob = Schemas['Import'];
export type ContactImport = Schemas['ContactImport'];
export type RevertReport = Schemas['RevertReport'];
export type KeptContact = Schemas['KeptContact'];
export type ImportSettings = ContactImport['options'];
export type LineAnswer = Schemas['LineAnswer'];

export type Job = Schemas['Job'];

export type Home = Schemas['Home'];
export type NewContact = Schemas['NewContact'];

export type CurrencyRate = Schemas['CurrencyRate'];
export type CurrencyState = Schemas['CurrencyState'];
