import type { PrivateMessage, RoomMessage } from '../protocol/events.ts';
import type { LeaveCode } from '../protocol/messages.ts';
import type { RoomState } from '../protocol/requests.ts';
import type { Capabilities } from '../render/irc-capabilities.ts';
import { type Block, encodeLines, ircLine, type IrcLine } from '../render/irc-line.ts';
import { channelOf, messageLines, sourceOf } from '../render/irc-message-lines.ts';
import { sharedIrcRenderer } from '../render/shared-irc-renderer.ts';
import type { SessionRenderer, SharedRenderer } from '../render/renderer.ts';
import { operatorText } from '../session/identity.ts';
import { closingLine, type CommandResponse, numeric } from './response.ts';
import { joinBlocks } from './room-lines.ts';

/** A posted message whose result has not arrived. */
interface Post {
  readonly room: string;
  readonly isNotice: boolean;
  /** The result is a part of this response. */
  readonly response: CommandResponse;
}

/** Renders what is meant for one IRC session. */
export class IrcSessionRenderer implements SessionRenderer {
  readonly names = true;
  readonly account: string;
  readonly caps: Capabilities;
  realName: string;
  readonly #posts: Post[] = [];
  #shared: SharedRenderer | undefined;

  constructor(account: string, realName: string, caps: Capabilities) {
    this.account = account;
    this.realName = realName;
    this.caps = caps;
  }

  /** Read for every delivery, so it is kept until the capabilities change. */
  get shared(): SharedRenderer {
    return (this.#shared ??= sharedIrcRenderer(this.caps));
  }

  /** To be called when the client's capabilities have changed. */
  capsChanged(): void {
    this.#shared = undefined;
  }

  /** Renders the welcome and the first room. */
  entered(room: RoomState, welcome: readonly IrcLine[]): string {
    return this.#encode([...welcome, ...joinBlocks(this, room, this.caps).flat()]);
  }

  /** Renders a room joined by a command; `isLast` if the response joins no other room. */
  joined(room: RoomState, response: CommandResponse, isLast: boolean): string {
    if (room.alreadyMember) return '';
    for (const block of joinBlocks(this, room, this.caps)) response.addBlock(block);
    // The rest of a long list of names follows.
    return isLast && room.names?.next === undefined ? response.encode() : response.encodeSoFar();
  }

  /** Notes that a message was posted: results arrive in the order of the posts, and are part of the response. */
  posted(room: string, isNotice: boolean, response: CommandResponse): void {
    response.expectPart();
    this.#posts.push({ room, isNotice, response });
  }

  message(event: RoomMessage): string {
    const lines = this.caps.has('echo-message') ? messageLines(event, channelOf(event.room)) : [];
    return this.#finishPost(
      this.#posts.shift(),
      lines.map((line) => [line]),
    );
  }

  privateMessage(event: PrivateMessage, own: boolean): string {
    if (own && !this.caps.has('echo-message')) return '';
    return this.#encode(messageLines({ ...event, account: event.from }, event.to));
  }

  /** The `KICK` that the whole room sees says it all. */
  removed(): string {
    return '';
  }

  notice(text: string): string {
    return this.#encode([ircLine('NOTICE', [this.account, text])]);
  }

  refused(code: string, message: string): string {
    if (code === 'ERR_CHAT_FLOOD') return this.notice(message);
    const post = this.#posts.shift();
    // A notice is never answered (RFC 1459).
    if (post?.isNotice) return this.#finishPost(post, []);
    const line = numeric(this.account, '404', channelOf(post?.room ?? '*'), message);
    return this.#finishPost(post, [[line]]);
  }

  operatorChanged(operator: boolean): string {
    const modes = [this.account, operator ? '+o' : '-o'];
    const mode = ircLine('MODE', modes, { source: sourceOf(this.account) });
    return this.#encode([mode]) + this.notice(operatorText(operator));
  }

  ended(reason: string, code: LeaveCode): string {
    const banned = numeric(this.account, '465', `You were ${reason}`);
    return (code === 'banned' ? this.#encode([banned]) : '') + closingLine(reason);
  }

  #finishPost(post: Post | undefined, blocks: readonly Block[]): string {
    return post?.response.encodePart(blocks) ?? this.#encode(blocks.flat());
  }

  #encode(lines: Iterable<IrcLine>): string {
    return encodeLines(lines, this.caps);
  }
}
