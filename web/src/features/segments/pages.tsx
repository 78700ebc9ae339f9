export { SegmentPage } from './detail/SegmentPage';
export { SegmentsPage } from './overview/SegmentsPage';
