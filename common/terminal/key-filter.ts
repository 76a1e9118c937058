import { StringDecoder } from 'node:string_decoder';

/** What comes from a terminal: text, a key that is a control character or a sequence, or a pasted text. */
export type TerminalToken = {
  readonly type: 'text' | 'key' | 'paste';
  readonly text: string;
};

/** The longest pasted text that is kept, in characters; what is longer is cut there. */
export const maxPaste = 1_048_576;

/** A terminal sends each of its answers at once: what is not complete after this long was none. */
const maxGapMs = 500;
const maxSequence = 4096;

const [pasteStart, pasteEnd] = ['\x1b[200~', '\x1b[201~'];

/* eslint-disable no-control-regex */
/**
 * One sequence (ECMA-48): CSI, with the three bytes behind the mouse report of X10; SS3; a control string, which ends
 * with BEL or ST; ESC and a key.
 */
const sequence =
  /^\x1b(?:\[M[^]{3}|\[\[[A-E]|\[(?![[M])[0-?]*[ -/]*[@-~]|O[ -~]|[\]P_^X][^\x00-\x1f]*(?:\x07|\x1b\\)|[^\x00-\x07\x09-\x1f[\]OP_^X])/;
/** What may still become one. */
const partial = /^\x1b(?:\[M[^]{0,2}|\[\[?|\[[0-?]*[ -/]*|O|[\]P_^X][^\x00-\x1f]*\x1b?)?$/;
/** What begins as a sequence and goes on as none. */
const broken = /^\x1b[^\x00-\x1f\x7f]*/;
/** Sequences that are keys; every other one is an answer or a report of the terminal's: mouse, focus, cursor, colours. */
const key = /^\x1b(?:\[\[[A-E]|\[[0-9;]*[A-HPQSZ~a-d$^@]|O[ -~]|[^[\]P_^X])$/;
/* eslint-enable no-control-regex */

/**
 * Splits what comes from a terminal into what was typed and what was pasted (bracketed paste). Answers and reports of the
 * terminal itself are dropped.
 */
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
        this.#paste === undefined ? this.#takeKey(rest, tokens) : this.#takePaste(rest, tokens);
      if (used === 0) {
        this.#rest = rest;
        break;
      }
      rest = rest.slice(used);
    }
    return tokens;
  }

  /** Takes from the front of the text; returns how many characters, 0 if more is needed to tell. */
  #takeKey(text: string, tokens: TerminalToken[]): number {
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
    if (found === undefined) return this.#takePart(text, tokens);
    if (found === pasteStart) this.#paste = '';
    else if (key.test(found) && found !== pasteEnd) tokens.push({ type: 'key', text: found });
    return found.length;
  }

  #takePart(text: string, tokens: TerminalToken[]): number {
    // Alt and a key that begins a control string: an answer has more behind it at once.
    if (/^.[\]P_^X]$/s.test(text)) {
      tokens.push({ type: 'key', text });
      return text.length;
    }
    if (text.length < maxSequence && partial.test(text)) return 0;
    // Not one: a control character, another ESC among them, ends it.
    return broken.exec(text)?.[0].length ?? 1;
  }

  #takePaste(text: string, tokens: TerminalToken[]): number {
    const pasted = this.#paste ?? '';
    // Ctrl-C by itself gives up a paste whose end does not come.
    if (text === '\x03') {
      this.#paste = undefined;
      return 1;
    }
    const end = text.indexOf(pasteEnd);
    // The end may be split over chunks.
    const held = end === -1 ? splitEnd(text) : 0;
    const part = text.slice(0, end === -1 ? text.length - held : end);
    this.#paste = `${pasted}${part}`.slice(0, maxPaste + 1);
    if (end === -1) return part.length;
    tokens.push({ type: 'paste', text: this.#paste });
    this.#paste = undefined;
    return part.length + pasteEnd.length;
  }
}

/** How many characters at the end of a text may be the first ones of the end of a paste. */
function splitEnd(text: string): number {
  for (let length = pasteEnd.length - 1; length > 0; length -= 1) {
    if (text.endsWith(pasteEnd.slice(0, length))) return length;
  }
  return 0;
}
