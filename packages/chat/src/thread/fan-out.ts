import type { RoomEvent } from '../protocol/events.ts';
import type { RenderedMessages } from '../protocol/messages.ts';
import type { SharedRenderer } from '../render/renderer.ts';
import type { Receiver } from './receiver.ts';

/** Maximum number of rooms per turn that can use shared buffers. Each is one bit of an integer. */
const maxFastRooms = 30;

/** An event of this turn, or several messages to one room, with the rendered texts by renderer key. */
interface Entry {
  readonly room: string;
  /** Bit of the room in this turn. */
  readonly bit: number;
  /** The event; undefined for several messages. */
  readonly event: RoomEvent | undefined;
  /** Returns the event or all the messages. */
  readonly events: () => readonly RoomEvent[];
  readonly texts: Array<string | undefined>;
}

/** The bytes of this turn for all clients with the same renderer and rooms. */
interface Shared {
  readonly renderer: SharedRenderer;
  readonly rooms: number;
  readonly bytes: Buffer;
}

/**
 * Delivers room events to the clients of this thread. All lines of a turn are combined into one buffer per renderer and
 * set of rooms, which all clients with the same output share. A client with different output (it sent a message, joined
 * or left in this turn, or ignores an account) gets its own buffer.
 */
export class FanOut {
  readonly #rooms = new Map<string, Set<Receiver>>();
  readonly #touched: Receiver[] = [];
  readonly #shared: Shared[] = [];
  readonly #roomBits = new Map<string, number>();
  readonly #entries: Entry[] = [];
  readonly #missing = new Set<number>();
  #turn = 0;
  #tooManyRooms = false;

  /** True if the turn has output to send. */
  get waiting(): boolean {
    return this.#entries.length > 0 || this.#touched.length > 0;
  }

  /** Adds a room event. `speaker` is the session that caused it, if it belongs to this thread. */
  add(event: RoomEvent, speaker?: Receiver): void {
    const { room } = event;
    const events = () => [event];
    this.#entries.push({ room, bit: this.#roomBit(room), event, events, texts: [] });
    if (speaker) this.#touch(speaker).apart = true;
  }

  /**
   * Adds messages from other threads to a room, rendered by the hub. The events are only decoded for clients with
   * another renderer and for clients that ignore an account.
   */
  addMessages(
    { room, renderers, texts: rendered }: RenderedMessages,
    read: () => readonly RoomEvent[],
  ): void {
    let decoded: readonly RoomEvent[] | undefined;
    const events = () => (decoded ??= read());
    const texts: Entry['texts'] = [];
    renderers.forEach((key, index) => (texts[key] = rendered[index]));
    this.#entries.push({ room, bit: this.#roomBit(room), event: undefined, events, texts });
  }

  /** Returns the keys of renderers whose text the hub did not send, each only once. */
  takeMissing(): number[] {
    if (this.#missing.size === 0) return [];
    const keys = [...this.#missing];
    this.#missing.clear();
    return keys;
  }

  /** Subscribes a session to the events of a room that are added from now on. */
  enter(receiver: Receiver, room: string): void {
    this.#catchUp(receiver);
    const members = this.#rooms.get(room) ?? new Set();
    this.#rooms.set(room, members.add(receiver));
  }

  /** Unsubscribes a session from a room. It still receives the events added so far. */
  leave(receiver: Receiver, room: string): void {
    const members = this.#rooms.get(room);
    if (!members?.has(receiver)) return;
    this.#catchUp(receiver);
    members.delete(receiver);
    if (members.size === 0) this.#rooms.delete(room);
  }

  /** Adds text for one session, after the events added so far. */
  show(receiver: Receiver, text: string): void {
    this.#catchUp(receiver);
    receiver.turn.text += text;
  }

  /** Writes the pending output of one session immediately: before it ends, or for a long response. */
  flushOne(receiver: Receiver): void {
    this.#catchUp(receiver);
    const { turn } = receiver;
    if (turn.text !== '') receiver.write(Buffer.from(turn.text));
    turn.text = '';
  }

  /** Ends the turn and writes the output of every client, with one write per client. */
  flush(): void {
    for (const room of this.#roomBits.keys()) {
      for (const receiver of this.#rooms.get(room) ?? []) {
        this.#touch(receiver).rooms |= this.#roomBits.get(room) ?? 0;
      }
    }
    for (const receiver of this.#touched) this.#send(receiver);
    this.#touched.length = 0;
    this.#entries.length = 0;
    this.#shared.length = 0;
    this.#roomBits.clear();
    this.#tooManyRooms = false;
    this.#turn += 1;
  }

  #send(receiver: Receiver): void {
    const { turn } = receiver;
    const isShared = turn.from === 0 && !turn.apart && receiver.ignored.size === 0;
    if (isShared && turn.text === '' && !this.#tooManyRooms) {
      const bytes = this.#sharedBytes(receiver.sharedRenderer, turn.rooms);
      if (bytes.length > 0) receiver.write(bytes);
      return;
    }
    this.#catchUp(receiver);
    if (turn.text === '') return;
    const bytes = Buffer.from(turn.text);
    turn.text = '';
    receiver.write(bytes);
  }

  /** Returns the bytes for a renderer and set of rooms. The list is short, and usually the first entry matches. */
  #sharedBytes(renderer: SharedRenderer, rooms: number): Buffer {
    for (const shared of this.#shared) {
      if (shared.renderer === renderer && shared.rooms === rooms) return shared.bytes;
    }
    const bytes = Buffer.from(this.#compose(renderer, 0, ({ bit }) => (bit & rooms) !== 0));
    this.#shared.unshift({ renderer, rooms, bytes });
    return bytes;
  }

  /** Renders the events added so far into the session's own text. */
  #catchUp(receiver: Receiver): void {
    const turn = this.#touch(receiver);
    if (turn.from === this.#entries.length) return;
    const passes = (event: RoomEvent): boolean => {
      if ('by' in event && event.by === receiver.number) return false;
      return !receiver.ignored.has(event.account.toLowerCase());
    };
    const fits = ({ room, event }: Entry): boolean =>
      this.#rooms.get(room)?.has(receiver) === true && (event === undefined || passes(event));
    const filter = receiver.ignored.size > 0 ? passes : undefined;
    turn.text += this.#compose(receiver.sharedRenderer, turn.from, fits, filter);
    turn.from = this.#entries.length;
  }

  /** Renders the entries accepted by `fits`. `passes` filters the messages of an entry that holds several. */
  #compose(
    renderer: SharedRenderer,
    start: number,
    fits: (entry: Entry) => boolean,
    passes?: (event: RoomEvent) => boolean,
  ): string {
    const entries = this.#entries.slice(start).filter(fits);
    const events = renderer.fold ? entries.map(({ event }) => event) : [];
    const shown = renderer.showOnce ? new Set<number>() : undefined;
    let text = '';
    for (let index = 0; index < entries.length; index += 1) {
      const folded = renderer.fold?.(events, index);
      if (folded) {
        text += folded.text;
        index += folded.count - 1;
        continue;
      }
      const entry = entries[index];
      if (!entry || (shown && isRepeated(entry.event, shown))) continue;
      const whole = entry.event !== undefined || passes === undefined;
      if (whole) text += entry.texts[renderer.key] ??= this.#render(renderer, entry);
      else text += show(renderer, entry.events().filter(passes));
    }
    return text;
  }

  #render(renderer: SharedRenderer, { event, events }: Entry): string {
    if (event === undefined) this.#missing.add(renderer.key);
    return show(renderer, events());
  }

  #touch(receiver: Receiver) {
    const { turn } = receiver;
    if (turn.turn === this.#turn) return turn;
    turn.turn = this.#turn;
    turn.rooms = 0;
    turn.apart = false;
    turn.from = 0;
    this.#touched.push(receiver);
    return turn;
  }

  #roomBit(room: string): number {
    const known = this.#roomBits.get(room);
    if (known !== undefined) return known;
    this.#tooManyRooms ||= this.#roomBits.size >= maxFastRooms;
    const bit = this.#tooManyRooms ? 0 : 1 << this.#roomBits.size;
    this.#roomBits.set(room, bit);
    return bit;
  }
}

/** Reports whether the event was already shown for another room, and records it as shown. */
function isRepeated(event: RoomEvent | undefined, shown: Set<number>): boolean {
  if (!event || !('group' in event) || event.group === undefined) return false;
  if (shown.has(event.group)) return true;
  shown.add(event.group);
  return false;
}

function show(renderer: SharedRenderer, events: readonly RoomEvent[]): string {
  let text = '';
  for (const event of events) text += renderer.render(event);
  return text;
}
