// Turns key presses into commands: single keys, "g" then a letter, and modified keys. Typing in a field is
// left alone, and so is a press that something nearer has already used.
import type { CommandRegistry } from './commands';

const sequenceTimeout = 1200;

export function keyName(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.metaKey || event.ctrlKey ? `mod+${key}` : key;
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

export function bindKeyboard(registry: CommandRegistry, root: Document): () => void {
  let prefix = '';
  let prefixAt = 0;
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || event.isComposing) return;
    const key = keyName(event);
    const modified = key.startsWith('mod+');
    if (!modified && (isTyping(event.target) || root.querySelector('[aria-modal="true"]'))) return;
    const sequence = prefix && event.timeStamp - prefixAt < sequenceTimeout ? `${prefix} ${key}` : '';
    prefix = '';
    const command = (sequence && registry.byKeys(sequence)) || registry.byKeys(key);
    if (command?.run) {
      event.preventDefault();
      command.run();
    } else if (!modified && registry.hasPrefix(key)) {
      prefix = key;
      prefixAt = event.timeStamp;
    }
  };
  root.addEventListener('keydown', onKey);
  return () => root.removeEventListener('keydown', onKey);
}
