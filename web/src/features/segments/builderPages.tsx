export { CreateSegmentPage, EditSegmentPage } from './builder/BuilderPage';
