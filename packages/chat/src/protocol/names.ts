/** The room where everyone starts. */
export const lobby = 'lobby';

const namePattern = /^[a-z0-9][a-z0-9_.-]{0,31}$/;

/** The name of a room as it is compared and shown: lower case, without `#`; undefined if it cannot be one. */
export function roomName(text: string): string | undefined {
  const name = text.replace(/^#/, '').toLowerCase();
  return namePattern.test(name) ? name : undefined;
}

/** Names that begin so cannot be registered: guests have them. */
const guestPattern = /^guest-/i;

/** The account behind a name; undefined for a guest. */
export function accountOf(name: string): string | undefined {
  return guestPattern.test(name) ? undefined : name;
}
