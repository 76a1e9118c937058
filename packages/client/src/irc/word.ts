// eslint-disable-next-line no-control-regex
const word = /^[^\x00-\x20:,][^\x00-\x20,]*$/;

/** Whether it can be the name of a room or a person in a line: no space, no comma, no colon in front. */
export function isWord(text: unknown): text is string {
  return typeof text === 'string' && word.test(text);
}
