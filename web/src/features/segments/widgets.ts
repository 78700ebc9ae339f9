// What other parts may use of segments.
import { lazy } from 'react';

export const ContactSegments = lazy(() => import('./ContactSegments'));

// The filter of a list of contacts.
export const RuleFilter = lazy(() => import('./RuleFilter'));

// Who moved between segments, for the pages of insight.
export const Migration = lazy(() => import('./detail/Migration'));
