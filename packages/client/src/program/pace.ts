import type { TerminalOutput } from '../../../../common/terminal/streams.ts';

/** A source that can wait. */
interface Source {
  pause(): unknown;
  resume(): unknown;
}

/** Lets a source wait while an output takes nothing more. Returns what is to be called after each write. */
export function keepPace(source: Source, outputs: readonly TerminalOutput[]): () => void {
  const full = new Set<TerminalOutput>();
  return () => {
    for (const output of outputs) {
      if (!output.writableNeedDrain || full.has(output)) continue;
      full.add(output);
      source.pause();
      output.once('drain', () => {
        full.delete(output);
        if (full.size === 0) source.resume();
      });
    }
  };
}
