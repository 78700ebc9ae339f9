// Toasts tell of finished actions, with Undo or Retry where that is possible; never of field errors.
import { Button, CloseButton } from '@mantine/core';
import i18next from 'i18next';
import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from './errors';
import classes from './toast.module.css';

interface Way {
  label: string;
  run: () => void;
}

interface Toast {
  id: number;
  message: string;
  tone: 'done' | 'bad';
  action?: Way;
}

const most = 4;
let shown: Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: Toast[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

function show(toast: Omit<Toast, 'id'>): void {
  lastId += 1;
  set([...shown, { ...toast, id: lastId }].slice(-most));
}

const close = (id: number) => set(shown.filter((toast) => toast.id !== id));
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const toast = {
  // The way back is called Undo unless it has a name of its own.
  done: (message: string, undo?: (() => void) | Way) =>
    show({
      message,
      tone: 'done',
      action: typeof undo === 'function' ? { label: i18next.t('ui:undo'), run: undo } : undo,
    }),
  failed: (error: unknown, retry?: () => void) =>
    show({
      message: errorText(i18next.t, error),
      tone: 'bad',
      action: retry && { label: i18next.t('ui:retry'), run: retry },
    }),
};

export function Toaster() {
  const { t } = useTranslation();
  const toasts = useSyncExternalStore(subscribe, () => shown);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== 'z') return;
      const at = event.target;
      if (at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement) return; // undoes typing
      const last = shown.findLast((item) => item.tone === 'done' && item.action);
      if (!last) return;
      event.preventDefault();
      close(last.id);
      last.action?.run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <div className={classes.host} role="region" aria-label={t('ui:messages')} aria-live="polite">
      {toasts.map((item) => (
        <Shown key={item.id} toast={item} />
      ))}
    </div>
  );
}

function Shown({ toast: item }: { toast: Toast }) {
  const { t } = useTranslation();
  useEffect(() => {
    const timer = setTimeout(() => close(item.id), item.action ? 8000 : 4000);
    return () => clearTimeout(timer);
  }, [item]);
  return (
    <div className={classes.toast} data-tone={item.tone}>
      <span className={classes.text}>{item.message}</span>
      {item.action && (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            close(item.id);
            item.action?.run();
          }}
        >
          {item.action.label}
        </Button>
      )}
      <CloseButton size="sm" aria-label={t('ui:close')} onClick={() => close(item.id)} />
    </div>
  );
}
