export { CreateScorePage, EditScorePage } from './scores/editor/EditorPages';
