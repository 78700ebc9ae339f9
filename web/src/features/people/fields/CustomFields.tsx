import { Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { type CustomValues, type FieldObject, useOwnFields } from './fields';
import { FieldInput } from './FieldInput';

// The workspace's own fields in the form of a record; issues on `custom.<name>` mark them.
export function CustomFields<T extends { custom: CustomValues }>({
  form,
  object,
}: {
  form: UseFormReturnType<T>;
  object: FieldObject;
}) {
  const fields = useOwnFields(object);
  if (!fields.length) return null;
  const values = form.getValues().custom;
  return (
    <Stack gap="md">
      {fields.map((field) => (
        <FieldInput
          key={field.name}
          field={field}
          value={values[field.name]}
          error={form.errors[`custom.${field.name}`]}
          onChange={(value) => form.setFieldValue(`custom.${field.name}` as never, value as never)}
        />
      ))}
    </Stack>
  );
}
