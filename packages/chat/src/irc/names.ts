/** What this server calls itself to IRC clients. */
export const serverName = 'threadline';
/** Where all users are: their addresses are nobody's business. */
export const userHost = 'user.threadline';

/** Somebody as the source of a message: `nick!user@host`. A nick is an account's name. */
export function sourceOf(account: string): string {
  return `${account}!${account}@${userHost}`;
}

/** A room as IRC clients name it. */
export function channelOf(room: string): string {
  return `#${room}`;
}

/** Names that nobody can register: the host gives them to guests. */
const guestPattern = /^guest-/i;

/** What a guest is called. */
export function guestName(): string {
  return `Guest-${Math.floor(Math.random() * 36 ** 6)
    .toString(36)
    .padStart(6, '0')}`;
}

/** The account behind a name, as `account-tag` and the like want it; undefined for a guest. */
export function accountOf(name: string): string | undefined {
  return guestPattern.test(name) ? undefined : name;
}

/** A time as `server-time` and `chathistory` want it. */
export function serverTime(at: number): string {
  return new Date(at).toISOString();
}

/** The number a message is known by; parts of one that takes several lines are numbered too. */
export function messageId(id: number, part = 1, parts = 1): string {
  return parts === 1 ? String(id) : `${id}-${part}-${parts}`;
}
