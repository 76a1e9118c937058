/** The most bytes of all that a client sends to prove who it is. */
const maxBytes = 2048;
/** A piece that is this long is followed by another. */
const pieceLength = 400;

/** What a client sent in a row of `AUTHENTICATE` commands. */
export type SaslStep =
  /** More is to come. */
  | { readonly type: 'more' }
  | { readonly type: 'aborted' }
  | { readonly type: 'too-long' }
  | { readonly type: 'invalid' }
  | { readonly type: 'plain'; readonly name: string; readonly secret: string };

/**
 * Puts together what a client sends for the mechanism PLAIN (RFC 4616): base64 in pieces of 400, the last
 * one shorter or `+`.
 */
export class SaslPlain {
  #text = '';

  /** Takes the parameter of one command. */
  take(piece: string): SaslStep {
    if (piece === '*') return { type: 'aborted' };
    if (piece.length > pieceLength) return { type: 'too-long' };
    this.#text += piece === '+' ? '' : piece;
    if (this.#text.length > maxBytes) return { type: 'too-long' };
    if (piece.length === pieceLength) return { type: 'more' };
    return readPlain(Buffer.from(this.#text, 'base64').toString('utf8'));
  }
}

function readPlain(text: string): SaslStep {
  const [as, name = '', secret, ...rest] = text.split('\0');
  // Nobody may act for another.
  const own = as === '' || as?.toLowerCase() === name.toLowerCase();
  if (!own || name === '' || secret === undefined || rest.length > 0) return { type: 'invalid' };
  return { type: 'plain', name, secret };
}
