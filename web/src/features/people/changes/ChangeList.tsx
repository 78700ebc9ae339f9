import { Button } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact, TimelineEntry } from '@/api/types';
import { useCan } from '@/ui/session';
import { useQuickChange } from '../api';
import { changesOf, type FieldChange } from '../contact/facts';
import { AnyValue } from '../fields/AnyValue';
import { customOf, useFieldName, useOwnFields } from '../fields/fields';
import classes from './Changes.module.css';

const isEmpty = (value: unknown) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length);

// The fields that one entry of the history changed, each with its former value to put back.
export function ChangeList({ entry, contact }: { entry: TimelineEntry; contact: Contact }) {
  const { t } = useTranslation();
  const can = useCan();
  const own = useOwnFields('contact');
  const name = useFieldName(own);
  const change = useQuickChange();
  const id = useId();
  const none = t('people:history.none');
  const putBack = ({ field, from }: FieldChange) => {
    if (!field.startsWith('custom.')) return change(contact, { [field]: from });
    const custom = { [field.slice('custom.'.length)]: from };
    change(contact, { custom }, { custom: { ...customOf(contact), ...custom } });
  };
  // A field that was removed takes no value any more.
  const takes = (field: string) =>
    can('contacts.write') &&
    (!field.startsWith('custom.') || own.some((item) => `custom.${item.name}` === field));
  return (
    <ul className={classes.changes}>
      {changesOf(entry).map((one, i) => (
        <li key={one.field} className={classes.change}>
          <span id={`${id}-${i}-field`}>{t('ui:named', { name: name(one.field) })}</span>
          <span className={isEmpty(one.from) ? undefined : classes.from} id={`${id}-${i}-from`}>
            <AnyValue field={one.field} value={one.from} own={own} none={none} />
          </span>
          <span aria-hidden>→</span>
          <span className={classes.to}>
            <AnyValue field={one.field} value={one.to} own={own} none={none} />
          </span>
          {takes(one.field) && (
            <Button
              size="compact-xs"
              variant="subtle"
              id={`${id}-${i}-back`}
              aria-labelledby={`${id}-${i}-back ${id}-${i}-field ${id}-${i}-from`}
              onClick={() => putBack(one)}
            >
              {t('people:history.put_back')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
