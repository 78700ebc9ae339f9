// What other parts may use of events.
import { early } from '@/ui/early';

export { useStores } from './api';
export { CompanyOrders, ContactOrders } from './ContactOrders';
export { OrderStatusMark } from './OrderStatusMark';

// The card of the page of a contact.
export const ContactSubscriptions = early(() => import('./ContactSubscriptions'));
