// What other parts may use of next actions.
import { lazy } from 'react';
import { early } from '@/ui/early';

// A card of a contact's page.
export const NextActionsCard = early(() => import('./contact/NextActionsCard'));

// A section of the settings.
export const NextActionsSection = lazy(() => import('./settings/NextActionsSection'));
