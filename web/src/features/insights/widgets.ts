// What other parts may use of customer insight.
import { lazy } from 'react';

// The card of a contact's page.
export const CustomerValue = lazy(() => import('./contact/CustomerValue'));

// A section of the settings.
export const LifecycleSection = lazy(() => import('./settings/LifecycleSection'));
