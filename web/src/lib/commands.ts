// The one registry of what can be done on the present page: the palette lists it, the keyboard is bound from
// it and the shortcut sheet is printed from it. A later registration is nearer to the reader and comes first.
export interface Command {
  id: string;
  title: string;
  group: 'here' | 'go' | 'create' | 'app';
  keys?: string; // "g c", "/", "e"; "mod+k" for Ctrl or Command
  hint?: string;
  icon?: unknown; // a component; the palette renders it
  inPalette?: boolean; // default true
  run?: () => void;
  // A second step inside the palette: choose one of these.
  choices?: (text: string) => Promise<Choice[]> | Choice[];
}

export interface Choice {
  id: string;
  title: string;
  hint?: string;
  run: () => void;
}

type Listener = () => void;

export class CommandRegistry {
  private sets = new Map<symbol, Command[]>();
  private listeners = new Set<Listener>();
  private all: Command[] = [];

  register(commands: Command[]): () => void {
    const key = Symbol('commands');
    this.sets.set(key, commands);
    this.refresh();
    return () => {
      this.sets.delete(key);
      this.refresh();
    };
  }

  list = (): Command[] => this.all;

  subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  byKeys(keys: string): Command | undefined {
    return this.all.find((command) => command.keys === keys && command.run);
  }

  // Whether some command starts with this first key ("g" of "g c").
  hasPrefix(key: string): boolean {
    return this.all.some((command) => command.keys?.startsWith(`${key} `));
  }

  private refresh(): void {
    const seen = new Set<string>();
    this.all = [...this.sets.values()]
      .reverse()
      .flat()
      .filter((command) => !seen.has(command.id) && seen.add(command.id));
    for (const listener of this.listeners) listener();
  }
}

export const commands = new CommandRegistry();

// Matches every word of the query at the start of a word of the title, accents aside; lower is better.
export function score(title: string, query: string): number | null {
  const plain = fold(title);
  const words = fold(query).split(/\s+/).filter(Boolean);
  let total = 0;
  for (const word of words) {
    const at = plain.indexOf(word);
    if (at < 0) return null;
    total += at === 0 ? 0 : /\s/.test(plain[at - 1] ?? '') ? 1 : 4;
  }
  return total;
}

export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'd')
    .toLocaleLowerCase();
}
