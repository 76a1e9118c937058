import { StringDecoder } from 'node:string_decoder';
import { plainText } from '../text/plain-text.ts';

/** Input from a terminal: text, a key (a control character or escape sequence), or pasted text. */
export type TerminalToken = {
  readonly type: 'text' | 'key' | 'paste';
  readonly text: string;
};

/** Maximum length of pasted text, in characters; longer text is truncated to one more. */
export const maxPaste = 1_048_576;

/** A terminal sends a sequence at once: if it is still incomplete after this time, it is not a sequence. */
const maxGapMs = 500;
const maxSequence = 4096;

const [pasteStart, pasteEnd] = ['\x1b[200~', '\x1b[201~'];

/* eslint-disable no-control-regex */
/**
 * A sequence (ECMA-48): CSI, with the three bytes after an X10 mouse report; SS3; a control string, which ends with BEL or ST;
 * ESC and a key.
 */
const sequence =
  /^\x1b(?:\[M[^]{3}|\[\[[A-E]|\[(?![[M])[0-?]*[ -/]*[@-~]|O[ -~]|[\]P_^X][^\x00-\x1f]*(?:\x07|\x1b\\)|[^\x00-\x07\x09-\x1f[\]OP_^X])/;
/** The beginning of a sequence. */
const partial = /^\x1b(?:\[M[^]{0,2}|\[\[?|\[[0-?]*[ -/]*|O|[\]P_^X][^\x00-\x1f]*\x1b?)?$/;
/** An invalid sequence. */
const broken = /^\x1b[^\x00-\x1f\x7f]*/;
/** Sequences that are keys; all others are reports from the terminal: mouse, focus, cursor, colors. */
const key = /^\x1b(?:\[\[[A-E]|\[[0-9;]*[A-HPQSZ~a-d$^@]|O[ -~]|[^[\]P_^X])$/;
/* eslint-enable no-control-regex */

/** Splits the input from a terminal into typed and pasted text (bracketed paste). Reports from the terminal are dropped. */
export class KeyFilter {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #paste: string | undefined;
  #lastAt = 0;

  push(chunk: Buffer | string, now: number = performance.now()): TerminalToken[] {
    const text = typeof chunk === 'string' ? chunk : this.#decoder.write(chunk);
    if (now - this.#lastAt > maxGapMs) this.#rest = '';
    this.#lastAt = now;
    let rest = this.#rest + text;
    this.#rest = '';
    const tokens: TerminalToken[] = [];
    while (rest !== '') {
      const used =
        this.#paste === undefined ? this.#readKey(rest, tokens) : this.#readPaste(rest, tokens);
      if (used === 0) {
        this.#rest = rest;
        break;
      }
      rest = rest.slice(used);
    }
    return tokens;
  }

  /** Reads a token from the start of the text; returns its length, or 0 if it is incomplete. */
  #readKey(text: string, tokens: TerminalToken[]): number {
    // eslint-disable-next-line no-control-regex
    const plain = /^[^\x00-\x1f\x7f]+/.exec(text)?.[0];
    if (plain !== undefined) {
      tokens.push({ type: 'text', text: plain });
      return plain.length;
    }
    if (text[0] !== '\x1b') {
      tokens.push({ type: 'key', text: text[0] ?? '' });
      return 1;
    }
    const found = sequence.exec(text)?.[0];
    if (found === undefined) return this.#readPartial(text, tokens);
    if (found === pasteStart) this.#paste = '';
    else if (key.test(found) && found !== pasteEnd) tokens.push({ type: 'key', text: found });
    return found.length;
  }

  #readPartial(text: string, tokens: TerminalToken[]): number {
    // Alt and a key that looks like the start of a control string, which would continue at once.
    if (/^.[\]P_^X]$/s.test(text)) {
      tokens.push({ type: 'key', text });
      return text.length;
    }
    if (text.length < maxSequence && partial.test(text)) return 0;
    // A control character, such as another ESC, ends an invalid sequence.
    return broken.exec(text)?.[0].length ?? 1;
  }

  #readPaste(text: string, tokens: TerminalToken[]): number {
    const pasted = this.#paste ?? '';
    // A separate Ctrl-C cancels a paste whose end is missing.
    if (text === '\x03') {
      this.#paste = undefined;
      return 1;
    }
    const end = text.indexOf(pasteEnd);
    // The end marker can be split between chunks.
    const held = end === -1 ? splitEnd(text) : 0;
    const part = text.slice(0, end === -1 ? text.length - held : end);
    this.#paste = `${pasted}${part}`.slice(0, maxPaste + 1);
    if (end === -1) return part.length;
    tokens.push({ type: 'paste', text: this.#paste });
    this.#paste = undefined;
    return part.length + pasteEnd.length;
  }
}

/** How many characters at the end of a text may be the beginning of the end marker. */
function splitEnd(text: string): number {
  for (let length = pasteEnd.length - 1; length > 0; length -= 1) {
    if (text.endsWith(pasteEnd.slice(0, length))) return length;
  }
  return 0;
}

/** The message for pasted text that is too long. */
export const tooMuchPasted = `-- more than ${maxPaste / 1024} KiB were pasted: the text is ignored`;

/** Splits pasted text into lines; the last one has no line end. A tab becomes a space. Undefined if the text is too long. */
export function pastedLines(text: string): string[] | undefined {
  if (text.length > maxPaste) return undefined;
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => plainText(line).replaceAll('\t', ' '));
}
