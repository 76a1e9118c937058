const begin = '<!-- performance: written by tools/bench -->';
const end = '<!-- /performance -->';

/** Puts a text between the two marks of a document. @throws {Error} if they are not there */
export function replaceSection(document: string, text: string): string {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from === -1 || to < from) throw new Error(`Cannot find ${begin} and ${end}`);
  return `${document.slice(0, from)}${begin}\n\n${text}\n\n${document.slice(to)}`;
}
