export { OrderPage } from './OrderPage';
export { OrdersPage } from './OrdersPage';
export { ProductsPage } from './ProductsPage';
