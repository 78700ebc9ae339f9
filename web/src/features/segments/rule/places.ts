// Where a fault stands in the text of a rule. Lines and columns count from 1, columns in characters.
import type { Issue } from '@/api/client';

export interface TextFault {
  issue: Issue;
  line: number;
  column: number;
  at: number; // index in the text
  end: number; // behind the word that stands there
}

export function faultsIn(text: string, issues: Issue[]): TextFault[] {
  return issues.flatMap((issue) => {
    const line = Number(issue.params?.line ?? 0);
    const column = Number(issue.params?.column ?? 0);
    if (!(line > 0) || !(column > 0)) return [];
    const at = indexOf(text, line, column);
    return [{ issue, line, column, at, end: wordEnd(text, at) }];
  });
}

function indexOf(text: string, line: number, column: number): number {
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  // Characters, of which some are two units of a string.
  const within = [...(lines[line - 1] ?? '')].slice(0, column - 1).join('').length;
  return Math.min(text.length, before + within);
}

function wordEnd(text: string, at: number): number {
  const word = /^(?:"[^"\n]*"?|'[^'\n]*'?|[\p{L}\p{N}_.-]+|\S)/u.exec(text.slice(at));
  return at + (word?.[0].length ?? 0);
}
