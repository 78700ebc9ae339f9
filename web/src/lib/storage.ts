// Small choices of this browser (columns, collapsed navigation). Never fails: storage may be closed to us.
export function readChoice<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(`rapport.${key}`);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

export function writeChoice(key: string, value: unknown): void {
  try {
    localStorage.setItem(`rapport.${key}`, JSON.stringify(value));
  } catch {
    // The choice lasts until the page is left.
  }
}

// Plain text, shared with theme-init.js.
export function writePlain(key: string, value: string): void {
  try {
    localStorage.setItem(`rapport.${key}`, value);
  } catch {
    // As above.
  }
}

export function readPlain(key: string): string | null {
  try {
    return localStorage.getItem(`rapport.${key}`);
  } catch {
    return null;
  }
}
