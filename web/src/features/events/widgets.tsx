// What other parts may use of events.
export { ContactOrders } from './ContactOrders';
export { OrderStatusMark } from './OrderStatusMark';
