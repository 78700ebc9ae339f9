// What other parts may use of access.
export { sessionQuery, setupQuery, useSavePreferences, useSignOut } from './session';
export { OwnerSelect } from './OwnerSelect';
export { OwnerName, useUsers } from './people';
