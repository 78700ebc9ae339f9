import app from './app.json';
import issues from './issues.json';
import jobs from './jobs.json';
import ui from './ui.json';

export default { app, issues, jobs, ui };
