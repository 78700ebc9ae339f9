import { lazy } from 'react';

export const WebhooksSection = lazy(() => import('./WebhooksSection'));
export { useWrongWebhooks } from './api';
