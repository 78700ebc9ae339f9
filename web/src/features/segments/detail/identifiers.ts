// E-mail addresses, ids and phone numbers out of what was pasted or dropped: one a line, or the fitting column
// of a CSV. Pure.
const separators = [';', '\t', ','];

export function identifiersIn(text: string): string[] {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim());
  const separator = separators.find((one) => (lines[0] ?? '').includes(one));
  const rows = lines.map((line) => (separator ? cells(line, separator) : [line]));
  const column = separator ? columnOf(rows) : 0;
  // Several on one line, and no table: each is one.
  const spread =
    rows.length === 1 || column < 0
      ? rows.flat()
      : rows.slice(isHead(rows[0]?.[column]) ? 1 : 0).map((row) => row[column] ?? '');
  return [...new Set(spread.map((one) => one.trim()).filter(Boolean))];
}

const heads = ['email', 'e-mail', 'mail', 'external_id', 'contact_id', 'id', 'phone', 'telephone', 'mobile'];
const fold = (text: string) => text.trim().toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
const isHead = (cell: string | undefined) => heads.includes(fold(cell ?? ''));

function columnOf(rows: string[][]): number {
  const first = rows[0] ?? [];
  for (const head of heads) {
    const at = first.findIndex((cell) => fold(cell) === head);
    if (at >= 0) return at;
  }
  const mails = (at: number) => rows.filter((row) => row[at]?.includes('@')).length;
  const best = first.map((_, at) => at).toSorted((a, b) => mails(b) - mails(a))[0] ?? 0;
  if (mails(best) > 0 && first.filter((cell) => cell.includes('@')).length > 1) return -1;
  return best;
}

function cells(line: string, separator: string): string[] {
  const out: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? '';
    if (char === '"' && quoted && line[at + 1] === '"') {
      cell += '"';
      at++;
    } else if (char === '"') quoted = !quoted;
    else if (char === separator && !quoted) {
      out.push(cell);
      cell = '';
    } else cell += char;
  }
  return [...out, cell];
}
