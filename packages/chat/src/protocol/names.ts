/** The room that every session joins at login. */
export const lobby = 'lobby';

const namePattern = /^[a-z0-9][a-z0-9_.-]{0,31}$/;

/** Normalizes a room name to lower case without `#`. Returns undefined if it is invalid. */
export function roomName(text: string): string | undefined {
  const name = text.replace(/^#/, '').toLowerCase();
  return namePattern.test(name) ? name : undefined;
}

/** Prefix of guest names, which cannot be registered. */
const guestPattern = /^guest-/i;

/** Returns the account for a name; undefined for a guest. */
export function accountOf(name: string): string | undefined {
  return guestPattern.test(name) ? undefined : name;
}
