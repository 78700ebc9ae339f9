// What other parts may use of segments.
import { lazy } from 'react';

export const ContactSegments = lazy(() => import('./ContactSegments'));

// The filter of a list of contacts.
export const RuleFilter = lazy(() => import('./RuleFilter'));
