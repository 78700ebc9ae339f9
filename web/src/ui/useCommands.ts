import { useEffect, useRef, useSyncExternalStore } from 'react';
import { type Command, commands } from '@/lib/commands';

// Offers commands while the calling component is shown. Functions are always the latest ones; the list is
// registered anew only when ids, titles or keys change.
export function useCommands(list: Command[]): void {
  const latest = useRef(list);
  useEffect(() => {
    latest.current = list;
  });
  const signature = list.map((c) => [c.id, c.title, c.keys, c.hint, Boolean(c.choices)].join('|')).join('\n');
  useEffect(() => {
    const find = (id: string) => latest.current.find((command) => command.id === id);
    return commands.register(
      latest.current.map((command) => ({
        ...command,
        run: command.run ? () => find(command.id)?.run?.() : undefined,
        choices: command.choices ? (text) => find(command.id)?.choices?.(text) ?? [] : undefined,
      })),
    );
    // oxlint-disable-next-line exhaustive-effect-dependencies, exhaustive-deps -- it stands for the whole list
  }, [signature]);
}

export function useCommandList(): Command[] {
  return useSyncExternalStore(commands.subscribe, commands.list);
}
