import access from './access.json';
import analytics from './analytics.json';
import duplicates from './duplicates.json';
import events from './events.json';
import imports from './imports.json';
import lists from './lists.json';
import people from './people.json';

export default { access, analytics, duplicates, events, imports, lists, people };
