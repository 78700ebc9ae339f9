import { lazy } from 'react';

export { Json } from './Json';
export const ContactTouches = lazy(() => import('./ContactTouches'));
export const ChannelsSection = lazy(() => import('./ChannelsSection'));
