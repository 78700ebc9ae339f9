// What other parts may use of segments.
import { lazy } from 'react';

export const ContactSegments = lazy(() => import('./ContactSegments'));
