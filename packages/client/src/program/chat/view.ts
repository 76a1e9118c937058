import type { Shown } from './shown.ts';

/** Asks a question whose answer isn't shown; `undefined` is no answer. */
export type AskHidden = (question: string) => Promise<string | undefined>;

/** Where events are shown, and lines come from. */
export interface View {
  show(shown: Shown): void;
  /** The conversation one is in has changed. */
  focused(conversation: string | undefined): void;
  /** Asks questions, and shows what happens meanwhile afterwards. Undefined where there is nobody to ask. */
  ask?<T>(questions: (ask: AskHidden) => Promise<T>): Promise<T>;
  /** Gives the terminal back. Idempotent. */
  close(): void;
}
