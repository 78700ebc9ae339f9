export { ScorePage } from './scores/ScorePage';
export { ScoresPage } from './scores/ScoresPage';
