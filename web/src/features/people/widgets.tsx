// What other parts may use of people.
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactStatus } from '@/api/types';
import { Mark } from '@/ui/marks';
import { statusTone } from './model';

export { useBuilderSource, useFieldSpecs } from './contacts/useBuilderSource';
export { textIn, useOwnFields } from './fields/fields';
export { RecordPicker } from './fields/RecordPicker';
export { statuses } from './model';
export { useViews } from './contacts/views/api';

export function ContactStatusMark({ status }: { status: ContactStatus }) {
  const { t } = useTranslation();
  return <Mark tone={statusTone[status]}>{t(`people:status.${status}`)}</Mark>;
}

// Asks for a new field of contacts or companies.
export const FieldDrawer = lazy(() =>
  import('./fields/FieldDrawer').then(({ FieldDrawer: drawer }) => ({ default: drawer })),
);

// A section of the settings.
export const FieldsSection = lazy(() => import('./fields/FieldsSection'));

// Whom a change of many left as they are.
export const KeptContacts = lazy(() => import('./changes/KeptContacts'));

// In the activity tray: what came of a change of many contacts.
export const ChangeSetActions = lazy(() => import('./changes/ChangeSetActions'));
