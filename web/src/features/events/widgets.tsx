// What other parts may use of events.
export { CompanyOrders, ContactOrders } from './ContactOrders';
export { OrderStatusMark } from './OrderStatusMark';
