// A form whose server answers mark its own fields: an issue's path finds the field, paths that the form does
// not show go to the summary. Typed values survive every failure.
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, type Issue } from '@/api/client';
import { errorText, issueText } from './errors';

export interface RecordForm<T extends Record<string, unknown>> {
  form: UseFormReturnType<T>;
  summary: string[]; // what belongs to no field
  sending: boolean;
  submit: (event?: React.FormEvent) => void;
  summaryRef: React.RefObject<HTMLDivElement | null>;
}

interface Options<T> {
  initial: T;
  send: (values: T) => Promise<unknown>;
  done?: (result: never) => void;
  failed?: (error: ApiError) => boolean; // true: dealt with
  validate?: (values: T) => Partial<Record<string, string>>;
}

export function useRecordForm<T extends Record<string, unknown>>(options: Options<T>): RecordForm<T> {
  const { t } = useTranslation();
  const [summary, setSummary] = useState<string[]>([]);
  const [sending, setSending] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const summaryRef = useRef<HTMLDivElement>(null);
  const form = useForm<T>({ initialValues: options.initial, validate: options.validate as never });

  // Focus after the render that shows the message.
  useEffect(() => {
    if (!attempt) return;
    const marked = document.querySelector<HTMLElement>('form [aria-invalid="true"]');
    (marked ?? summaryRef.current)?.focus();
  }, [attempt]);

  const show = (error: unknown) => {
    if (error instanceof ApiError && options.failed?.(error)) return;
    const issues = error instanceof ApiError ? error.issues : [];
    const { fields, rest } = spread(issues, Object.keys(form.getValues()));
    form.setErrors(Object.fromEntries(fields.map((issue) => [issue.path, issueText(t, issue)])) as never);
    setSummary(
      issues.length
        ? rest.map((issue) => [issue.path, issueText(t, issue)].filter(Boolean).join(': '))
        : [errorText(t, error)],
    );
    setAttempt((count) => count + 1);
  };

  const submit = form.onSubmit(
    (values) => {
      if (sending) return;
      setSending(true);
      setSummary([]);
      options
        .send(values)
        .then((result) => options.done?.(result as never), show)
        .finally(() => setSending(false));
    },
    () => setAttempt((count) => count + 1),
  );
  return { form, summary, sending, submit: submit as (event?: React.FormEvent) => void, summaryRef };
}

// Which issues a form can show at a field of its own: `tags[2]` and `address.city` belong to `tags`, `address`;
// members of `custom` are fields themselves.
export function spread(issues: Issue[], names: string[]): { fields: Issue[]; rest: Issue[] } {
  const fields: Issue[] = [];
  const rest: Issue[] = [];
  for (const issue of issues) {
    const top = issue.path.split(/[.[]/)[0] ?? '';
    if (names.includes(issue.path)) fields.push(issue);
    else if (top === 'custom' && names.includes(top)) {
      fields.push({ ...issue, path: issue.path.split('[')[0] ?? top });
    } else if (names.includes(top)) fields.push({ ...issue, path: top });
    else rest.push(issue);
  }
  return { fields, rest };
}
