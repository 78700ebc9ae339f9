import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '@/api/client';
import { Section } from '@/ui/Section';
import { faultsIn } from '../rule/places';
import { ruleIssue } from '../ruleIssue';
import classes from './Builder.module.css';

interface TextFormProps {
  text: string;
  issues: Issue[];
  onType: (text: string) => void;
  onLeave: () => void;
}

// The rule as text, live beside the form. A fault is underlined where it stands; a click on it goes there.
export function TextForm({ text, issues, onType, onLeave }: TextFormProps) {
  const { t } = useTranslation();
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const marks = useRef<HTMLPreElement>(null);
  const faults = faultsIn(text, issues);
  const first = faults[0];
  const rest = issues.filter((issue) => !faults.some((fault) => fault.issue === issue));
  const go = (at: number, end: number) => {
    area.current?.focus();
    area.current?.setSelectionRange(at, end);
  };
  return (
    <Section title={t('segments:text.title')}>
      <div className={classes.text}>
        {first && (
          <pre ref={marks} aria-hidden>
            {text.slice(0, first.at)}
            <mark>{text.slice(first.at, first.end) || ' '}</mark>
            {text.slice(first.end)}
          </pre>
        )}
        <textarea
          ref={area}
          aria-label={t('segments:text.title')}
          aria-invalid={issues.length > 0}
          aria-describedby={id}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          rows={rowsOf(text)}
          value={text}
          placeholder={t('segments:text.placeholder')}
          onChange={(event) => onType(event.currentTarget.value)}
          onBlur={onLeave}
          onScroll={(event) => {
            if (marks.current) marks.current.scrollTop = event.currentTarget.scrollTop;
          }}
        />
      </div>
      <div id={id} role={issues.length ? 'alert' : undefined}>
        {faults.map((fault) => (
          <div key={fault.issue.path + fault.at}>
            <button type="button" className={classes.place} onClick={() => go(fault.at, fault.end)}>
              {t('segments:text.place', { line: fault.line, column: fault.column })}{' '}
              {ruleIssue(t, fault.issue)}
            </button>
          </div>
        ))}
        {rest.map((issue) => (
          <p key={issue.path + issue.code} className={classes.issue}>
            {ruleIssue(t, issue)}
          </p>
        ))}
        {!issues.length && <p className={classes.hint}>{t('segments:text.hint')}</p>}
      </div>
    </Section>
  );
}

// Room for the whole of it, within bounds; about 44 characters stand on a line.
const rowsOf = (text: string) =>
  Math.min(
    14,
    Math.max(
      4,
      text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 44)), 1),
    ),
  );
