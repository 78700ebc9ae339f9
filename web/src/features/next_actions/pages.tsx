export { NextActionsPage } from './list/NextActionsPage';
export { ReportPage } from './report/ReportPage';
