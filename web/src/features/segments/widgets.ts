// What other parts may use of segments.
import { lazy } from 'react';
import { early } from '@/ui/early';

export const ContactSegments = early(() => import('./ContactSegments'));

// A rule in sentences: the filter of a list of contacts, or a part of a score.
export const RuleFilter = lazy(() => import('./RuleFilter'));
// Which facts a timeline or a stream shows.
export const FactConditions = lazy(() => import('./FactConditions'));
// A field of a form that holds a rule.
export { RuleSlot } from './RuleSlot';
export { useSegments, useWrittenRule } from './api';
export { NamesPicker } from './builder/NamesPicker';
export { useUndoKeys } from './builder/useUndoKeys';

// Who moved between segments, for the pages of insight.
export const Migration = lazy(() => import('./detail/Migration'));
