import { formatWait } from '../../../../common/text/duration.ts';
import { ChatError } from '../errors.ts';
import { type MessageKind, pairKey, roomKey } from '../history/message.ts';
import { clipText, plainText } from '../../../../common/text/plain-text.ts';
import type { HubSession, Presence } from './room.ts';
import type { Responses } from '../protocol/requests.ts';
import type { Post } from '../protocol/messages.ts';
import type { ChatState } from './state.ts';

/** Maximum bytes of a message. */
const maxMessageBytes = 1024;
const maxTopicBytes = 300;

/** Numbers a message, adds it to the history and to the batches of its room's threads. @throws ChatError */
export function post(
  state: ChatState,
  session: HubSession,
  { room: name, kind, text }: Post,
): void {
  const room = state.roomOf(session, name);
  const { account } = session.presence;
  const checkedText = checkText(state, session, text);
  const id = state.nextId();
  const at = state.now();
  state.history.append({ id, at, conversation: roomKey(name), account, kind, text: checkedText });
  room.broadcast(
    { type: 'message', room: name, id, at, by: session.number, account, kind, text: checkedText },
    session.link.port,
  );
  state.trace?.ordered(id, room, session.link);
}

/** Sends a private message to every session of both accounts except the sending one. @throws ChatError */
export function sendPrivateMessage(
  state: ChatState,
  session: HubSession,
  { to, kind, text }: { to: string; kind: MessageKind; text: string },
): Responses['private-message'] {
  const receiver = state.presence(to);
  if (!receiver) throw notHere(to);
  const from = session.presence.account;
  const checkedText = checkText(state, session, text);
  const at = state.now();
  const id = state.nextId();
  if (state.options.keepPrivate) {
    const conversation = pairKey(from, receiver.account);
    state.privateOwners.claim(from, session.identity, id);
    state.privateOwners.claim(receiver.account, receiver.identity, id);
    state.history.append({ id, at, conversation, account: from, kind, text: checkedText });
  } else {
    state.history.skip(id);
  }
  const event = {
    type: 'private-message',
    id,
    at,
    from,
    to: receiver.account,
    kind,
    text: checkedText,
  } as const;
  // A message to oneself is also sent to the sending session.
  const toSelf = receiver === session.presence;
  for (const target of new Set([...receiver.sessions, ...session.presence.sessions])) {
    if (target !== session || toSelf) target.link.add({ ...event, sessions: [target.number] });
  }
  return { id, at, to: receiver.account, text: checkedText, away: receiver.away };
}

/** Sets a room's topic; an empty text removes it. @throws ChatError */
export function setTopic(
  state: ChatState,
  session: HubSession,
  { room: name, text }: { room: string; text: string },
): Responses['topic'] {
  const room = state.roomOf(session, name);
  assertNotMuted(state, session);
  const { account } = session.presence;
  const topic = clipText(text, maxTopicBytes);
  const at = state.now();
  state.topics.set(name, topic ? { text: topic, by: account, at } : undefined);
  room.broadcast({ type: 'topic', room: name, at, by: session.number, account, text: topic });
  return { room: name, text: topic };
}

/** Returns the error for an account without a session. */
export function notHere(account: string): ChatError {
  return new ChatError('ERR_CHAT_NOT_HERE', `${plainText(account)} is not here`);
}

function checkText(state: ChatState, session: HubSession, text: string): string {
  assertNotMuted(state, session);
  const plain = plainText(text);
  if (plain.trim() === '') throw new ChatError('ERR_CHAT_BAD_INPUT', 'There is nothing in that');
  const bytes = Buffer.byteLength(plain);
  if (bytes > maxMessageBytes) {
    throw new ChatError(
      'ERR_CHAT_BAD_INPUT',
      `That is ${bytes} bytes, and a message holds at most ${maxMessageBytes}`,
    );
  }
  session.presence.spokeAt = state.clock.elapsed();
  return plain;
}

/** @throws ChatError `ERR_CHAT_MUTED` for a muted account */
export function assertNotMuted(state: ChatState, session: HubSession): void {
  const left = mutedMs(state, session);
  if (left === 0) return;
  throw new ChatError('ERR_CHAT_MUTED', `You are muted for another ${formatWait(left)}`);
}

/** Returns how long a user is still muted, in ms; 0 if they are not. */
export function mutedMs(
  { mutes }: ChatState,
  { presence: { account }, guest, address }: MutedUser,
): number {
  return mutes.leftMs(account, guest ? address : undefined);
}

/** The properties of a user that mutes apply to. */
type MutedUser = Pick<HubSession, 'guest' | 'address'> & {
  readonly presence: Pick<Presence, 'account'>;
};
