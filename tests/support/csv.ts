// Reads CSV by RFC 4180, apart from the product's own reader, so that tests do not ask it about itself.
export type Row = Record<string, string>;

export function parseCsv(text: string): Row[] {
  const records: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const end = () => { records.at(-1)?.push(cell); cell = ''; };
  for (let i = text.startsWith('\uFEFF') ? 1 : 0; i < text.length; i += 1) {
    const c = text[i];
    if (quoted && c === '"' && text[i + 1] === '"') { cell += '"'; i += 1; }
    else if (c === '"') quoted = !quoted;
    else if (!quoted && c === ',') end();
    else if (!quoted && c === '\n') { end(); records.push([]); }
    else if (quoted || c !== '\r') cell += c;
  }
  if (cell || records.at(-1)?.length) end();
  if (!records.at(-1)?.length) records.pop();
  const [header = [], ...rows] = records;
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ''])));
}
