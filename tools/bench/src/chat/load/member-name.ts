/** A name that is as long as all others. */
export function memberName(letter: 'm' | 'r' | 's', index: number): string {
  return `${letter}${String(index).padStart(5, '0')}`;
}
