// What other parts may use of jobs.
export { ActivityTray } from './ActivityTray';
export { useNoteJobs } from './api';
