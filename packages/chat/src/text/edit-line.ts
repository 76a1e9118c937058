/** Keys that a terminal without a line of its own sends as they are typed. */
const interrupt = '\x03';
const backspace = '\b';
const eraseLine = '\x15';
const eraseWord = '\x17';
const del = '\x7f';

/* eslint-disable no-control-regex */
const anyKey = /[\x00-\x08\x0b-\x1f\x7f]/;
/** What cursor and function keys send (ECMA-48): CSI and SS3 sequences, Alt with a key; and OSC, which no key sends. */
const sequences = /\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)?|\[[0-?]*[ -/]*[@-~]?|O.?|.?)/gu;
const others = /[\x00-\x02\x04-\x07\x0b-\x14\x16\x18-\x1f]/g;
const pieces = /[\x03\x08\x15\x17\x7f]|[^\x03\x08\x15\x17\x7f]+/g;
/* eslint-enable no-control-regex */

const segmenter = new Intl.Segmenter();

/**
 * What is left of a line when the keys that were typed in it have done their work: Backspace and Delete erase a
 * character, Ctrl-W a word, Ctrl-U and Ctrl-C all of it; all others, such as those for the cursor, do nothing. Telnet in
 * character mode sends each key, and a terminal in line mode those it does not know.
 */
export function editLine(text: string): string {
  if (!anyKey.test(text)) return text;
  const kept: string[] = [];
  for (const [piece] of text.replace(sequences, '').replace(others, '').matchAll(pieces)) {
    switch (piece) {
      case backspace:
      case del:
        kept.pop();
        break;
      case eraseWord:
        while (kept.at(-1) === ' ') kept.pop();
        while (kept.length > 0 && kept.at(-1) !== ' ') kept.pop();
        break;
      case eraseLine:
      case interrupt:
        kept.length = 0;
        break;
      default:
        for (const { segment } of segmenter.segment(piece)) kept.push(segment);
    }
  }
  return kept.join('');
}
