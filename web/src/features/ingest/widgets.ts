import { lazy } from 'react';

export { useEvent, useEventNames } from './api';
export { ContactCarts } from './ContactCarts';
export { ContactVisitors } from './ContactVisitors';
export { Json } from './Json';
export const ContactTouches = lazy(() => import('./ContactTouches'));
export const ChannelsSection = lazy(() => import('./ChannelsSection'));
