// What other parts may use of events.
import { lazy } from 'react';

export { useStores } from './api';
export { CompanyOrders, ContactOrders } from './ContactOrders';
export { OrderStatusMark } from './OrderStatusMark';

// The card of the page of a contact.
export const ContactSubscriptions = lazy(() => import('./ContactSubscriptions'));
