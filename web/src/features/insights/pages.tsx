export { CustomerBasePage } from './base/CustomerBasePage';
