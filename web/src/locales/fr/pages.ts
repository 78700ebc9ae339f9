import access from './access.json';
import acquisition from './acquisition.json';
import analytics from './analytics.json';
import audit from './audit.json';
import duplicates from './duplicates.json';
import events from './events.json';
import exported from './exports.json';
import imports from './imports.json';
import ingest from './ingest.json';
import insights from './insights.json';
import lists from './lists.json';
import next_actions from './next_actions.json';
import people from './people.json';
import permissions from './permissions.json';
import preferences from './preferences.json';
import reports from './reports.json';
import scores from './scores.json';
import segments from './segments.json';
import webhooks from './webhooks.json';

export default {
  access,
  acquisition,
  analytics,
  audit,
  duplicates,
  events,
  exports: exported,
  imports,
  ingest,
  insights,
  lists,
  next_actions,
  people,
  permissions,
  preferences,
  reports,
  scores,
  segments,
  webhooks,
};
