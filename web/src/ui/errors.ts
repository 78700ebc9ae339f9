// Server problems in the reader's words: by code and parameters, else the server's own English sentence.
import type { TFunction } from 'i18next';
import { ApiError, type Issue } from '@/api/client';

// A message may name these; a server that leaves one out must not break the sentence.
const none = { min: '', max: '', allowed: '', forbidden: '' };

export function issueText(t: TFunction, issue: Issue): string {
  return t(`issues:field.${issue.code}`, { ...none, ...issue.params, defaultValue: sentence(issue.message) });
}

export function errorText(t: TFunction, error: unknown): string {
  if (!(error instanceof ApiError)) return t('issues:code.internal');
  const [first] = error.issues;
  if (first && error.issues.length === 1) {
    const field = first.path ? t(`issues:path.${first.path}`, { defaultValue: first.path }) : '';
    return field ? `${field}: ${issueText(t, first)}` : issueText(t, first);
  }
  if (['not_found', 'unauthenticated'].includes(error.code)) return t(`issues:code.${error.code}`);
  // A sentence of the server says more than the general text of its code.
  if (error.status >= 400 && error.status < 500 && error.message && t('app:language_code') === 'en')
    return sentence(error.message);
  return t(`issues:code.${error.code}`, { defaultValue: sentence(error.message) });
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
