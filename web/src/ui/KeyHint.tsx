import { Kbd } from '@mantine/core';

const names: Record<string, string> = {
  Enter: '↵',
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
  ' ': 'Space',
};

// "g c" as two keys, "mod+k" as Ctrl K or ⌘ K.
export function KeyHint({ keys }: { keys: string }) {
  const mac = navigator.platform.startsWith('Mac');
  const parts = keys
    .split(' ')
    .flatMap((part) => (part.startsWith('mod+') ? [mac ? '⌘' : 'Ctrl', part.slice(4)] : [part]));
  return (
    <span style={{ display: 'inline-flex', gap: 3 }}>
      {parts.map((part) => (
        <Kbd key={part}>{names[part] ?? (part.length === 1 ? part.toUpperCase() : part)}</Kbd>
      ))}
    </span>
  );
}
