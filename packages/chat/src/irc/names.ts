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

/** A time as `server-time` and `chathistory` want it. */
export function serverTime(at: number): string {
  return new Date(at).toISOString();
}

/** The number a message is known by; parts of one that takes several lines are numbered too. */
export function messageId(id: number, part = 1, parts = 1): string {
  return parts === 1 ? String(id) : `${id}-${part}-${parts}`;
}
