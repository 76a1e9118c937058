import type { Request } from '../protocol/requests.ts';

type Bounds = Omit<Request & { type: 'history' }, 'type' | 'session' | 'with'>;

/** A parsed `CHATHISTORY` command. */
export type ChathistoryQuery =
  | {
      readonly type: 'messages';
      readonly target: string;
      /** Requests to the hub; the response is their results, one after the other. */
      readonly requests: readonly Bounds[];
      /** Ids of lines to leave out, because a bound is within a long message. */
      readonly skip: ReadonlySet<string>;
    }
  | {
      readonly type: 'targets';
      readonly afterAt: number;
      readonly beforeAt: number;
      readonly limit: number;
    };

/** A point in the history; points are exclusive. */
type Point =
  | { readonly id: number; readonly part: number; readonly parts: number }
  | { readonly at: number }
  /** No bound: `*`. */
  | 'none';

/** Parses the parameters; returns the code of a standard reply if they are invalid. */
export function parseChathistory(
  params: readonly string[],
  maxLimit: number,
): ChathistoryQuery | string {
  const [subcommand = '', ...rest] = params;
  const name = subcommand.toUpperCase();
  const between = name === 'BETWEEN' || name === 'TARGETS';
  if (!['LATEST', 'BEFORE', 'AFTER', 'AROUND', 'BETWEEN', 'TARGETS'].includes(name)) {
    return subcommand === '' ? 'NEED_MORE_PARAMS' : 'UNKNOWN_COMMAND';
  }
  const target = name === 'TARGETS' ? '' : (rest.shift() ?? '');
  const points = rest.splice(0, between ? 2 : 1).map(parsePoint);
  const [first, second] = points;
  const limit = parseLimit(rest[0], maxLimit);
  if (rest.length === 0) return 'NEED_MORE_PARAMS';
  if (limit === undefined || first === undefined || (between && second === undefined)) {
    return 'INVALID_PARAMS';
  }
  if (first === 'none' && name !== 'LATEST') return 'INVALID_PARAMS';
  if (name === 'TARGETS') return targets(first, second, limit);
  const requests = boundsOf(name, first, second ?? 'none', limit);
  return { type: 'messages', target, requests, skip: excludedLines(name, first, second) };
}

function parsePoint(text: string): Point | undefined {
  if (text === '*') return 'none';
  const id = /^msgid=(\d{1,15})(?:-(\d{1,3})-(\d{1,3}))?$/.exec(text);
  if (id) return { id: Number(id[1]), part: Number(id[2] ?? 1), parts: Number(id[3] ?? 1) };
  const time = /^timestamp=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z)$/.exec(text)?.[1];
  const at = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(at) ? undefined : { at };
}

function parseLimit(text: string | undefined, most: number): number | undefined {
  if (text === undefined || !/^\d{1,9}$/.test(text)) return undefined;
  const limit = Number(text);
  return limit === 0 ? most : Math.min(limit, most);
}

/** Messages after a point. If the point is within a long message, that message is included for its remaining lines. */
function after(point: Point): Partial<Bounds> {
  if (point === 'none') return {};
  if ('at' in point) return { afterAt: point.at };
  return { after: point.part < point.parts ? point.id - 1 : point.id };
}

function before(point: Point): Partial<Bounds> {
  if (point === 'none') return {};
  if ('at' in point) return { beforeAt: point.at };
  return { before: point.part > 1 ? point.id + 1 : point.id };
}

function boundsOf(name: string, first: Point, second: Point, limit: number): Bounds[] {
  switch (name) {
    case 'LATEST':
      return [{ limit, ...after(first), take: 'newest' }];
    case 'BEFORE':
      return [{ limit, ...before(first), take: 'newest' }];
    case 'AFTER':
      return [{ limit, ...after(first), take: 'oldest' }];
    case 'BETWEEN':
      return isEarlier(first, second)
        ? [{ limit, ...after(first), ...before(second), take: 'oldest' }]
        : [{ limit, ...after(second), ...before(first), take: 'newest' }];
    default: {
      const half = Math.ceil(limit / 2);
      // The message at the point is part of the second half.
      const from = first === 'none' ? {} : fromOn(first);
      return [
        { limit: limit - half, ...before(first), take: 'newest' },
        { limit: half, ...from, take: 'oldest' },
      ];
    }
  }
}

/** Messages from a point on, including the one at the point. */
function fromOn(point: Exclude<Point, 'none'>): Partial<Bounds> {
  return 'id' in point ? { after: point.id - 1 } : { afterAt: point.at - 1 };
}

function isEarlier(first: Point, second: Point): boolean {
  if (first === 'none' || second === 'none') return first === 'none' || second === 'none';
  if ('at' in first && 'at' in second) return first.at <= second.at;
  if ('id' in first && 'id' in second) return first.id <= second.id;
  return true;
}

/** Ids of lines to leave out: where a point is within a long message, the lines of that message on the wrong side. */
function excludedLines(name: string, first: Point, second: Point | undefined): Set<string> {
  const skip = new Set<string>();
  const forwards = name === 'AFTER' || name === 'LATEST' || name === 'BETWEEN';
  if (name === 'AROUND') return skip;
  drop(skip, first, forwards);
  if (second) drop(skip, second, false);
  return skip;
}

function drop(skip: Set<string>, point: Point, upTo: boolean): void {
  if (point === 'none' || 'at' in point || point.parts === 1) return;
  const { id, part, parts } = point;
  for (let one = 1; one <= parts; one += 1) {
    if (upTo ? one <= part : one >= part) skip.add(`${id}-${one}-${parts}`);
  }
}

function targets(
  first: Point,
  second: Point | undefined,
  limit: number,
): ChathistoryQuery | string {
  if (first === 'none' || !second || second === 'none') return 'INVALID_PARAMS';
  if (!('at' in first) || !('at' in second)) return 'INVALID_MSGREFTYPE';
  const [afterAt, beforeAt] = [first.at, second.at].sort((a, b) => a - b) as [number, number];
  return { type: 'targets', afterAt, beforeAt, limit };
}
