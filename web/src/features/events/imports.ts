// The report of an import as a table: rows of the file by outcome, each with its reasons, and what was made.
export interface Outcome {
  name: string;
  count: number;
  reasons: { name: string; count: number }[];
}

const order = ['ordered', 'refunded', 'unmatched_refund', 'adjusted', 'duplicate', 'rejected'];

export function outcomesOf(counts: Record<string, number> = {}): {
  outcomes: Outcome[];
  made: Outcome['reasons'];
} {
  const outcomes = new Map<string, Outcome>();
  const made: Outcome['reasons'] = [];
  for (const [key, count] of Object.entries(counts)) {
    const [name = key, reason] = key.split('.');
    if (name === 'made') {
      made.push({ name: reason ?? key, count });
      continue;
    }
    const outcome = outcomes.get(name) ?? { name, count: 0, reasons: [] };
    outcome.count += count;
    if (reason) outcome.reasons.push({ name: reason, count });
    outcomes.set(name, outcome);
  }
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const sorted = [...outcomes.values()].sort((a, b) => rank(a.name) - rank(b.name));
  for (const outcome of sorted) outcome.reasons.sort((a, b) => b.count - a.count);
  return { outcomes: sorted, made };
}
