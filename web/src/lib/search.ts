// Filters in the URL as people read them: ?status=new,engaged&country=FR. Empty values are left out.
export type Search = Record<string, string | undefined>;

export function parseSearch(text: string): Search {
  return Object.fromEntries(new URLSearchParams(text.startsWith('?') ? text.slice(1) : text));
}

export function renderSearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(key, String(value));
  }
  const text = parameters.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return text ? `?${text}` : '';
}

export function listOf(value: string | undefined): string[] {
  return value ? value.split(',').filter(Boolean) : [];
}

export function toggled(value: string | undefined, item: string): string | undefined {
  const items = listOf(value);
  const next = items.includes(item) ? items.filter((other) => other !== item) : [...items, item];
  return next.length ? next.join(',') : undefined;
}
