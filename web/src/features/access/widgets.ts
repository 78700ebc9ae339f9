// What other parts may use of access.
export { sessionQuery, setupQuery, useSavePreferences, useSignOut } from './session';
export { OwnerName, OwnerSelect, useUsers } from './people';
