import type { Connection } from '../connection/connection.ts';
import { Budget, copyString, overflowError } from '../irc/budget.ts';
import { Isupport } from '../irc/isupport.ts';

/** The client's own state on the current connection. */
export class ClientState {
  name: string;
  isupport = new Isupport();
  readonly rooms = new Rooms(this.isupport);

  constructor(name: string) {
    this.name = name;
  }

  /** Starts over on another connection. */
  reset({ login, isupport }: Connection): void {
    this.name = login.name;
    this.isupport = isupport;
    this.rooms.reset(isupport);
  }

  /** The canonical form of a name: names are the same if their canonical forms are equal. */
  fold(name: string): string {
    return this.isupport.fold(name);
  }

  /** Whether a name is our own. */
  isOwn(name: string): boolean {
    return this.fold(name) === this.fold(this.name);
  }
}

/** A member of a room. */
export interface Member {
  readonly name: string;
  /** Rank prefixes from the server: `@`, `+`, or none. */
  readonly rank: string;
}

interface Room {
  readonly name: string;
  topic: string;
  members: Map<string, Member>;
  /** Names received in response to NAMES, until the list is complete. */
  incompleteList: Map<string, Member> | undefined;
}

const maxRooms = 1000;
/** For the names of all members together, in bytes: enough for about 300,000. */
const maxMemberBytes = 64 * 1_048_576;

/** The rooms this client is in, and their members. Names are compared as the server does. */
class Rooms {
  #isupport: Isupport;
  readonly #rooms = new Map<string, Room>();
  readonly #budget = new Budget(maxMemberBytes, 'members of rooms');

  constructor(isupport: Isupport) {
    this.#isupport = isupport;
  }

  /** Starts over on another connection. */
  reset(isupport: Isupport): void {
    this.#isupport = isupport;
    this.#rooms.clear();
    this.#budget.reset();
  }

  /** The names of the rooms, in the order they were joined. */
  get names(): readonly string[] {
    return Array.from(this.#rooms.values(), ({ name }) => name);
  }

  has(room: string): boolean {
    return this.#find(room) !== undefined;
  }

  members(room: string): readonly Member[] {
    return [...(this.#find(room)?.members.values() ?? [])];
  }

  topic(room: string): string | undefined {
    return this.#find(room)?.topic;
  }

  /** The rooms of a member. */
  roomsOf(name: string): readonly string[] {
    const key = this.#isupport.fold(name);
    return [...this.#rooms.values()]
      .filter(({ members }) => members.has(key))
      .map((room) => room.name);
  }

  /** @throws {ClientError} `ERR_CLIENT_OVERFLOW` if there are too many */
  addRoom(room: string): void {
    this.removeRoom(room);
    if (this.#rooms.size >= maxRooms) throw overflowError(`more than ${maxRooms} rooms`);
    const name = copyString(room);
    this.#rooms.set(this.#isupport.fold(name), {
      name,
      topic: '',
      members: new Map(),
      incompleteList: undefined,
    });
  }

  removeRoom(room: string): void {
    const found = this.#find(room);
    if (found === undefined) return;
    this.#clear(found.members);
    this.#clear(found.incompleteList);
    this.#rooms.delete(this.#isupport.fold(room));
  }

  addMember(room: string, name: string): void {
    const found = this.#find(room);
    if (found !== undefined) this.#put(found.members, { name, rank: '' });
  }

  removeMember(room: string, name: string): void {
    const found = this.#find(room);
    if (found !== undefined) this.#remove(found.members, name);
  }

  /** Removes a member from all rooms; returns those rooms. */
  removeEverywhere(name: string): readonly string[] {
    const rooms = this.roomsOf(name);
    for (const room of rooms) this.removeMember(room, name);
    return rooms;
  }

  /** Renames a member in all rooms; returns those rooms. */
  rename(name: string, newName: string): readonly string[] {
    const rooms = this.roomsOf(name);
    for (const room of rooms) {
      const members = this.#find(room)?.members;
      if (members === undefined) continue;
      const rank = this.#remove(members, name)?.rank ?? '';
      this.#put(members, { name: newName, rank });
    }
    return rooms;
  }

  setTopic(room: string, topic: string): void {
    const found = this.#find(room);
    if (found !== undefined) found.topic = copyString(topic);
  }

  /** Adds the names of a `353`. They replace the members once the list is complete. */
  addListed(room: string, names: string): void {
    const found = this.#find(room);
    if (found === undefined) return;
    found.incompleteList ??= new Map();
    for (const member of parseNames(names, this.#isupport)) {
      this.#put(found.incompleteList, member);
    }
  }

  /** Completes the list: `366`. */
  completeList(room: string): void {
    const found = this.#find(room);
    if (found?.incompleteList === undefined) return;
    this.#clear(found.members);
    found.members = found.incompleteList;
    found.incompleteList = undefined;
  }

  #put(members: Map<string, Member>, { name, rank }: Member): void {
    this.#remove(members, name);
    this.#budget.reserve(memberSize(name));
    const copy = copyString(name);
    members.set(this.#isupport.fold(copy), { name: copy, rank: copyString(rank) });
  }

  #remove(members: Map<string, Member>, name: string): Member | undefined {
    const key = this.#isupport.fold(name);
    const member = members.get(key);
    if (member === undefined) return undefined;
    members.delete(key);
    this.#budget.release(memberSize(member.name));
    return member;
  }

  #clear(members: Map<string, Member> | undefined): void {
    for (const { name } of members?.values() ?? []) this.#budget.release(memberSize(name));
    members?.clear();
  }

  #find(room: string): Room | undefined {
    return this.#rooms.get(this.#isupport.fold(room));
  }
}

/** Approximate memory of a member, in bytes. */
function memberSize(name: string): number {
  return 200 + 2 * name.length;
}

/** Parses the names of a `353`: `@anna +bea carl`. */
export function parseNames(names: string, { ranks }: Isupport): Member[] {
  return names
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      let start = 0;
      while (start < word.length && ranks.includes(word[start] ?? ' ')) start += 1;
      return { name: word.slice(start).split('!')[0] ?? '', rank: word.slice(0, start) };
    });
}
