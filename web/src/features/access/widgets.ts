// What other parts may use of access.
export { sessionQuery, setupQuery, useSavePreferences, useSignOut } from './session';
export { OwnerSelect } from './OwnerSelect';
export { Panel } from './settings/Panel';
export { Secret } from './settings/Secret';
export { settingsTable } from './settings/table';
export { OwnerName, useUsers } from './people';
