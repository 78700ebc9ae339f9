import access from './access.json';
import analytics from './analytics.json';
import app from './app.json';
import events from './events.json';
import issues from './issues.json';
import jobs from './jobs.json';
import people from './people.json';
import ui from './ui.json';

export default { access, analytics, app, events, issues, jobs, people, ui };
