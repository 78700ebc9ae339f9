export { CustomerBasePage } from './base/CustomerBasePage';
export { AtRiskPage } from './churn/AtRiskPage';
export { ModelPage } from './model/ModelPage';
export { CohortsPage } from './cohorts/CohortsPage';
export { AccuracyPage } from './accuracy/AccuracyPage';
export { EngagementPage } from './engagement/EngagementPage';
export { SegmentComparisonPage } from './segments/SegmentComparisonPage';
