import { useEffect, useRef } from 'react';

interface Steps {
  undo?: () => void;
  redo?: () => void;
}

// Ctrl+Z and Ctrl+Shift+Z outside of fields, where the browser undoes typing. Comes before the undo of toasts.
export function useUndoKeys(state: Steps): void {
  const latest = useRef(state);
  useEffect(() => {
    latest.current = state;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
      const at = event.target;
      if (at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement) return;
      const run = event.shiftKey ? latest.current.redo : latest.current.undo;
      if (!run) return;
      event.preventDefault();
      event.stopPropagation();
      run();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
