import type { Shown } from './shown.ts';

/** Where events are shown, and lines come from. */
export interface View {
  /** Whether a person sits there, at a terminal. */
  readonly terminal: boolean;
  show(shown: Shown): void;
  /** The conversation one is in has changed. */
  focused(conversation: string | undefined): void;
  /** Gives the terminal back. Idempotent. */
  close(): void;
}
