import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldChange } from '../contact/facts';
import { AnyValue } from '../fields/AnyValue';
import { useFieldName, useOwnFields } from '../fields/fields';

// In one line: "Owner: Ada → Bob · City: – → Lyon".
export function FieldChanges({ changes }: { changes: FieldChange[] }) {
  const { t } = useTranslation();
  const own = useOwnFields('contact');
  const name = useFieldName(own);
  return changes.map(({ field, from, to }, i) => (
    <Fragment key={field}>
      {i > 0 && ' · '}
      {t('ui:named', { name: name(field) })} <AnyValue field={field} value={from} own={own} none="–" /> →{' '}
      <AnyValue field={field} value={to} own={own} none="–" />
    </Fragment>
  ));
}
