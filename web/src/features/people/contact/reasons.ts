// Why somebody left: a word that each reader sees in their language, then what the person said.
import type { TFunction } from 'i18next';

export const unsubscribeReasons = [
  'not_said',
  'too_many',
  'not_relevant',
  'never_asked',
  'no_longer_customer',
  'other',
] as const;

export function reasonOf(choice: string, note: string): string | null {
  const said = note.trim();
  if (choice === 'not_said' || choice === 'other') return said || (choice === 'other' ? choice : null);
  return said ? `${choice}: ${said}` : choice;
}

export function reasonText(t: TFunction, reason: string): string {
  const [, choice = '', said = ''] = /^([a-z_]+)(?:: (.*))?$/s.exec(reason) ?? [];
  if (!(unsubscribeReasons as readonly string[]).includes(choice)) return reason;
  const words = t(`people:unsubscribe.reasons.${choice}`);
  return said ? `${words}: ${said}` : words;
}
