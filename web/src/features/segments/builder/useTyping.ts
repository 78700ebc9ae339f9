// The rule's text while somebody writes it. As soon as it reads as a rule the form shows the same; whatever is
// done in the form ends it.
import { useEffect, useRef, useState } from 'react';
import { writeRule } from '../rule/node';
import type { DraftState } from './useDraft';
import { type PreviewState, usePreview } from './usePreview';

export interface Typing {
  state: DraftState; // its changes end the typing
  preview: PreviewState;
  text: string;
  type: (text: string) => void;
  leave: () => void;
}

export function useTyping(draft: DraftState, before: string): Typing {
  const [typed, setTyped] = useState<string | null>(null);
  const left = useRef(false);
  const preview = usePreview(draft.draft.rule, typed);
  const { said } = preview;
  const { replace } = draft;
  const current = JSON.stringify(writeRule(draft.draft.rule).json);
  useEffect(() => {
    if (!said) return;
    if (JSON.stringify(said.rule) !== current) replace(said.rule);
    if (left.current) setTyped(null);
    // oxlint-disable-next-line exhaustive-deps -- only an answer is read into the form
  }, [said]);
  const ending =
    <Rest extends unknown[]>(run: (...rest: Rest) => void) =>
    (...rest: Rest) => {
      setTyped(null);
      run(...rest);
    };
  return {
    state: {
      ...draft,
      edit: ending(draft.edit),
      undo: draft.undo && ending(draft.undo),
      redo: draft.redo && ending(draft.redo),
    },
    preview,
    text: typed ?? preview.preview?.rule_text ?? before,
    type: (text) => {
      left.current = false;
      setTyped(text);
    },
    leave: () => {
      left.current = true;
      if (typed !== null && said) setTyped(null);
    },
  };
}
