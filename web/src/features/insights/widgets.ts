// What other parts may use of customer insight.
import { lazy } from 'react';
import { early } from '@/ui/early';

// The pages beside each other.
export { InsightTabs } from './InsightTabs';

// The cards of a contact's page.
export const CustomerValue = early(() => import('./contact/CustomerValue'));
export const PreferencesCard = early(() => import('./preferences/PreferencesCard'));

// Sections of the settings.
export const LifecycleSection = lazy(() => import('./settings/LifecycleSection'));
export const CostsSection = lazy(() => import('./costs/CostsSection'));
