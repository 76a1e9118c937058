/** About how many bytes one part of a list has. */
const maxPartBytes = 8 * 1024;
/** What an item takes besides its texts, about. */
const bytesBesides = 60;

/**
 * The first items of a list, about `maxBytes` of them, and whether there are more. Lists of any length are answered in
 * such parts. The hub keeps nothing between two parts: a cursor says where to go on, in an order that does not change
 * while members and rooms come and go. Nothing is listed twice, and nothing that stays is left out.
 *
 * @param bytesOf how many bytes the texts of an item have
 */
export function takePart<T>(
  items: Iterable<T>,
  bytesOf: (item: T) => number,
  maxBytes = maxPartBytes,
): { part: T[]; more: boolean } {
  const part: T[] = [];
  let bytes = 0;
  for (const item of items) {
    if (bytes >= maxBytes) return { part, more: true };
    part.push(item);
    bytes += bytesBesides + bytesOf(item);
  }
  return { part, more: false };
}
