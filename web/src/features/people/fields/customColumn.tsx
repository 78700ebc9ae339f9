import type { Contact, CustomField } from '@/api/types';
import type { CellEdit, Column } from '@/ui/table/types';
import { FieldValue } from './FieldValue';
import { customOf, textIn } from './fields';

type Change = (contact: Contact, changes: Record<string, unknown>, shown?: Partial<Contact>) => void;

const lines = ['text', 'url', 'email', 'phone'];

// A column of the list for a field of the workspace's own; lines of text, numbers, days and choices are edited
// in their place.
export function customColumn(
  field: CustomField,
  writable: boolean,
  change: Change,
  language: string,
): Column<Contact> {
  const save = (row: Contact, value: unknown) =>
    change(row, { custom: { [field.name]: value } }, {
      custom: { ...customOf(row), [field.name]: value },
    } as Partial<Contact>);
  return {
    id: `custom.${field.name}`,
    title: textIn(field.label, language),
    width: 140,
    hidden: true,
    number: field.type === 'number' || field.type === 'money',
    edit: writable ? editOf(field, save, language) : undefined,
    cell: (row) => {
      const value = customOf(row)[field.name];
      return value === undefined || value === null ? (
        <span className="muted">–</span>
      ) : (
        <FieldValue field={field} value={value} />
      );
    },
  };
}

function editOf(
  field: CustomField,
  save: (row: Contact, value: unknown) => void,
  language: string,
): CellEdit<Contact> | undefined {
  const value = (row: Contact) => String(customOf(row)[field.name] ?? '');
  if (field.type === 'choice') {
    return {
      kind: 'choice',
      value,
      options: [
        ...(field.required ? [] : [{ value: '', label: '–' }]),
        ...field.options
          .filter((option) => !option.archived)
          .map((option) => ({ value: option.value, label: textIn(option.label, language) || option.value })),
      ],
      save: (row, next) => save(row, next || null),
    };
  }
  if (lines.includes(field.type) || field.type === 'date') {
    return { kind: 'text', value, save: (row, next) => save(row, next.trim() || null) };
  }
  if (field.type === 'number') {
    return {
      kind: 'text',
      value,
      // What is no number goes to the server as it is, whose answer says so.
      save: (row, next) => {
        const plain = next.trim().replace(',', '.');
        save(row, plain === '' ? null : Number.isNaN(Number(plain)) ? next : Number(plain));
      },
    };
  }
  return undefined;
}
