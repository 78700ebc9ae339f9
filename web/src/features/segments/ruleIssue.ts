// What is wrong or odd in a rule, in the reader's words. The server's English sentence says most.
import type { TFunction } from 'i18next';
import type { Issue } from '@/api/client';
import { issueText } from '@/ui/errors';

export function ruleIssue(t: TFunction, issue: Issue): string {
  const said = issue.message.replace(/^line \d+, column \d+: /i, '');
  const word = /`([^`]+)`/.exec(said)?.[1] ?? '';
  const own = t(`segments:issue.${issue.code}`, { word, defaultValue: '' });
  const english = t('app:language_code') === 'en';
  const warns = ['never_true', 'always_true', 'contradiction'].includes(issue.code);
  if (own && (!english || warns)) return own;
  return issueText(t, english ? { ...issue, code: '-', message: said } : { ...issue, message: said });
}
