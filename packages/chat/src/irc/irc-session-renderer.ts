import type { MemberCursor, RoomState } from '../protocol/requests.ts';
import type { RoomMessage, PrivateMessage } from '../protocol/events.ts';
import type { SharedRenderer } from '../render/shared-renderer.ts';
import type { SessionRenderer } from '../session/session-renderer.ts';
import type { Answer } from './answer.ts';
import type { Capabilities } from '../render/irc-capabilities.ts';
import { sharedIrcRenderer, joinLine } from '../render/shared-irc-renderer.ts';
import { errorLine } from './irc-reader.ts';
import { type Block, encodeLines, ircLine, type IrcLine } from '../render/irc-line.ts';
import { namesLines, topicLines } from './names-lines.ts';
import { channelOf, messageLines } from '../render/irc-message-lines.ts';
import { replayBlock } from './replay-block.ts';
import { numeric, type Reply } from './reply.ts';

/** Something that was posted and is not answered yet. */
interface Post {
  readonly room: string;
  readonly isNotice: boolean;
  /** Of which what becomes of it is a part. */
  readonly answer: Answer | undefined;
}

/** A room not all of whose members were shown, and where the others begin. */
export interface PartNames {
  readonly room: string;
  readonly cursor: MemberCursor;
}

/** How the IRC dialect words what is for one session. */
export class IrcSessionRenderer implements SessionRenderer {
  readonly names = true;
  readonly account: string;
  readonly caps: Capabilities;
  /** What the client is called in full. */
  realName: string;
  /** What the command at hand is answered with. */
  reply: Reply | undefined;
  /** Shown before everything else. */
  readonly #welcome: IrcLine[];
  readonly #posts: Post[] = [];
  #renderer: SharedRenderer | undefined;
  readonly #partNames: PartNames[] = [];

  constructor(
    { account, realName }: { account: string; realName: string },
    caps: Capabilities,
    welcome: IrcLine[],
  ) {
    this.account = account;
    this.realName = realName;
    this.caps = caps;
    this.#welcome = welcome;
  }

  /** What the fan-out asks for each client and turn: kept until the capabilities change. */
  get shared(): SharedRenderer {
    return (this.#renderer ??= sharedIrcRenderer(this.caps));
  }

  /** The client's capabilities have changed. */
  capsChanged(): void {
    this.#renderer = undefined;
  }

  /** Notes what was posted to a room: its answers come in the order of the posts. */
  posted(room: string, { isNotice }: { isNotice: boolean }): void {
    const answer = this.reply?.answer;
    answer?.expect();
    this.#posts.push({ room, isNotice, answer });
  }

  /** The rooms that were entered and have more members than were shown. */
  takePartNames(): PartNames[] {
    return this.#partNames.splice(0);
  }

  entered(room: RoomState): string {
    if (room.alreadyMember) return '';
    const { account, realName, caps } = this;
    if (room.names?.next) {
      this.#partNames.push({ room: room.room, cursor: room.names.next });
      if (this.reply) this.reply.last = false;
    }
    const join = joinLine({ account, realName, room: room.room }, caps);
    const blocks: Block[] = [
      [join],
      topicLines(account, room),
      namesLines(account, room.room, room.names ?? { members: [] }),
      replayBlock(room, caps),
    ];
    const filled = blocks.filter((block) => block.length > 0);
    if (this.reply === undefined)
      return this.#encode([...this.#welcome.splice(0), ...filled.flat()]);
    // At once, as what happens in the room from now on comes behind it.
    for (const block of filled) this.reply.addBlock(block);
    return this.#encode(this.reply.ahead());
  }

  message(event: RoomMessage): string {
    const post = this.#posts.shift();
    const echo = this.caps.has('echo-message') ? messageLines(event, channelOf(event.room)) : [];
    return this.#answer(
      post,
      echo.map((line) => [line]),
    );
  }

  privateMessage(event: PrivateMessage, own: boolean): string {
    if (own && !this.caps.has('echo-message')) return '';
    return this.#encode(messageLines({ ...event, account: event.from }, event.to));
  }

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
    if (post?.isNotice) return this.#answer(post, []);
    const line = numeric(this.account, '404', channelOf(post?.room ?? '*'), message);
    return this.#answer(post, [[line]]);
  }

  ended(reason: string): string {
    return errorLine(`Closing link: ${reason}`);
  }

  #answer(post: Post | undefined, blocks: readonly Block[]): string {
    return this.#encode(post?.answer?.part(blocks) ?? blocks.flat());
  }

  #encode(lines: Iterable<IrcLine>): string {
    return encodeLines(lines, this.caps);
  }
}
