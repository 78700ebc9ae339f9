export { TrashPage } from './changes/TrashPage';
export { CompaniesPage } from './companies/CompaniesPage';
export { CompanyPage } from './companies/CompanyPage';
export { ContactPage } from './contact/ContactPage';
export { ContactsPage } from './contacts/ContactsPage';
export { DuplicatesPage } from './duplicates/DuplicatesPage';
export { ExportsPage } from './exports/ExportsPage';
export { MergePage } from './duplicates/MergePage';
