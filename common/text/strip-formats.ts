/* eslint-disable no-control-regex */
const colors = /\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[0-9a-f]{6}(?:,[0-9a-f]{6})?)?/gi;
const styles = /[\x02\x0f\x11\x16\x1d-\x1f]/g;
/* eslint-enable no-control-regex */

/** Removes the formatting codes of IRC clients (https://modern.ircdocs.horse/formatting). */
export function stripFormats(text: string): string {
  return text.replace(colors, '').replace(styles, '');
}
