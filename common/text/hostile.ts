/**
 * Characters that must never be shown, as the inside of a character class (flags `gu`): control characters (C0 except TAB,
 * DEL, C1), characters that reorder or hide text (bidi controls, zero-width and other invisible characters, line and
 * paragraph separators), and lone surrogates. Variation selectors are allowed: they only select a glyph.
 */
export const hostileCharacters = String.raw`\x00-\x08\x0a-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\p{Cs}`;
