import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { ChatError } from '../errors.ts';
import type { Responses, Request } from '../protocol/requests.ts';
import { decodeBatch, type HubEvent, type RoomEvent } from '../protocol/events.ts';
import type { Action, FromHub, ToHub } from '../protocol/messages.ts';
import { Acknowledgement, HubWatchdog } from './hub-watchdog.ts';
import type { ConnectedSession } from './receiver.ts';
import { FanOut } from './fan-out.ts';
import { ListScheduler, PendingRequests } from './pending-requests.ts';
import { WriteScheduler } from './write-scheduler.ts';

/** Number of unprocessed actions at which the thread stops reading from its clients. */
const maxUnprocessed = 1000;
/** Maximum number of batches received before their output is written. */
const maxBatchesPerWrite = 64;
const connections = new WeakMap<MessagePort, HubConnection>();

/** Returns the connection of a port, which all clients of the thread share. */
export function hubConnection(port: MessagePort): HubConnection {
  const known = connections.get(port);
  if (known) return known;
  const connection = new HubConnection(port);
  connections.set(port, connection);
  return connection;
}

/**
 * A client thread's connection to the hub. It sends the actions of one turn as one message, and passes events to the
 * sessions in the hub's order. It listens to the port only while it has sessions or pending requests, so that an idle
 * connection does not keep the thread running.
 */
export class HubConnection {
  readonly fanOut = new FanOut();
  readonly #writeScheduler = new WriteScheduler(() => this.fanOut.flush());
  readonly #port: MessagePort;
  readonly #sessions = new Map<number, ConnectedSession>();
  readonly #requests = new PendingRequests((request) => this.#queue(request));
  readonly #lists = new ListScheduler();
  readonly #watchdog = new HubWatchdog({
    isWaiting: () => this.#sent > this.#processed,
    onUnresponsive: () => this.#handleClose(),
  });
  readonly #acknowledgement = new Acknowledgement(() => this.#send());
  #actions: Action[] = [];
  #turn: NodeJS.Immediate | undefined;
  #listening = false;
  #gone = false;
  #sent = 0;
  #processed = 0;
  #waiting: Array<() => void> = [];

  constructor(port: MessagePort) {
    this.#port = port;
    // Never removed: the hub can close while the thread has no clients.
    port.on('close', this.#handleClose);
  }

  /** True once the hub or its port is closed. There is no reconnect. */
  get gone(): boolean {
    return this.#gone;
  }

  /** True while the hub has too many unprocessed actions to read more from clients. */
  get congested(): boolean {
    return this.#sent - this.#processed >= maxUnprocessed;
  }

  /** Resolves when the connection is no longer congested, or the hub is gone. */
  async drained(): Promise<void> {
    while (this.congested && !this.#gone) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Sends an action that has no response. */
  send(action: Exclude<Action, { type: 'request' }>): void {
    this.#queue(action);
  }

  /**
   * Sends a request to the hub. `onResponse` is called with the response in the hub's order, before any later event.
   *
   * @throws ChatError with the code of the hub's refusal, or `ERR_CHAT_HUB_GONE`.
   */
  request<T extends Request['type']>(
    request: Request & { type: T },
    onResponse?: (answer: Responses[T]) => void,
  ): Promise<Responses[T]> {
    return this.#requests.add(request, onResponse);
  }

  /** Requests a part of a list, taking turns with the other clients of the thread. @throws ChatError as `request()` */
  requestPart<T extends Request['type']>(
    request: Request & { type: T },
    onResponse: (answer: Responses[T]) => void,
  ): Promise<Responses[T]> {
    return this.#lists.run((use) =>
      this.request<T>(request, (answer) => use(() => onResponse(answer))),
    );
  }

  /** Registers a session for its events. */
  register(session: ConnectedSession): void {
    this.#sessions.set(session.number, session);
  }

  /** Removes a session that has ended. */
  release(session: ConnectedSession): void {
    this.#sessions.delete(session.number);
    this.#stopIfIdle();
  }

  /** Schedules the end of the turn, for a session that is about to end. */
  flushSoon(): void {
    this.#wake();
  }

  #queue(action: Action): void {
    if (this.#gone) return;
    this.#listen();
    this.#actions.push(action);
    this.#sent += 1;
    this.#wake();
  }

  #wake(): void {
    this.#turn ??= setImmediate(() => this.#endTurn());
  }

  #endTurn(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    // Send first, so that the hub works while this thread writes to its clients.
    this.#post();
    if (this.fanOut.waiting) this.#writeScheduler.schedule();
    this.#stopIfIdle();
  }

  #post(): void {
    if (this.#actions.length > 0 || this.#acknowledgement.due) this.#send();
  }

  #send(): void {
    if (this.#gone) return;
    const actions = this.#actions;
    this.#actions = [];
    const seen = this.#acknowledgement.take();
    if (actions.length > 0) this.#watchdog.expect();
    const renderers = this.fanOut.takeMissing();
    this.#port.postMessage({
      type: 'turn',
      seen,
      actions,
      ...(renderers.length > 0 ? { renderers } : {}),
    } satisfies ToHub);
  }

  readonly #receive = (batch: FromHub): void => {
    this.#watchdog.recordResponse();
    this.#receiveBatch(batch);
    for (let count = 1; count < maxBatchesPerWrite; count += 1) {
      const next = receiveMessageOnPort(this.#port) as { message: FromHub } | undefined;
      if (!next) break;
      this.#receiveBatch(next.message);
    }
    if (!this.congested) {
      for (const resolve of this.#waiting.splice(0)) resolve();
    }
    // With one client, no further output is expected in this turn. With several, wait for the output of the others.
    if (this.#sessions.size > 1) this.#wake();
    else this.#endTurn();
  };

  #receiveBatch({ number, processed, events, messages }: FromHub): void {
    this.#acknowledgement.add(number, events.length);
    this.#processed = processed;
    if (messages) this.fanOut.addMessages(messages, () => decodeBatch(events) as RoomEvent[]);
    else for (const event of decodeBatch(events)) this.#handle(event);
  }

  #handle(event: HubEvent): void {
    switch (event.type) {
      case 'message':
        this.fanOut.add(event, this.#sessions.get(event.by));
        return this.#sessions.get(event.by)?.message(event);
      case 'topic':
      case 'parted':
        return this.fanOut.add(event, this.#sessions.get(event.by));
      case 'joined':
      case 'away':
      case 'operator':
      case 'real-name':
        return this.fanOut.add(event);
      case 'removed':
        return this.#sessions.get(event.session)?.removed(event.room);
      case 'private-message':
        return event.sessions.forEach((number) =>
          this.#sessions.get(number)?.privateMessage(event),
        );
      case 'notice':
        return this.#sessions.forEach((session) => session.notice(event.text));
      case 'refused':
        return this.#sessions.get(event.session)?.refused(event.code, event.message);
      case 'end':
        return this.#sessions.get(event.session)?.ended(event.reason, event.code);
      case 'take-over':
        return this.#sessions.get(event.session)?.takeOver();
      case 'roles':
        return this.#sessions.get(event.session)?.rolesChanged(event.operator);
      case 'flood-level':
        return this.#sessions.get(event.session)?.floodLevel(event.kind, event.level);
      case 'settings':
        return this.#sessions.forEach((session) => session.floodChanged(event.flood));
      case 'response':
      case 'failed':
        return this.#requests.settle(event);
      default:
        throw new TypeError(`Unknown event ${String(event satisfies never)}`);
    }
  }

  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    this.#port.on('message', this.#receive);
  }

  /** Stops listening when there are no sessions and requests. The next action listens again. */
  #stopIfIdle(): void {
    if (!this.#listening || this.#sessions.size > 0 || this.#requests.size > 0) return;
    this.#post();
    this.#acknowledgement.sendNow();
    this.#watchdog.stop();
    this.#listening = false;
    this.#port.off('message', this.#receive);
  }

  readonly #handleClose = (): void => {
    if (this.#gone) return;
    this.#gone = true;
    this.#watchdog.stop();
    this.#acknowledgement.take();
    this.#requests.rejectAll(new ChatError('ERR_CHAT_HUB_GONE', 'The chat is closed'));
    for (const one of [...this.#sessions.values()]) one.ended('the chat is closed', 'closed');
    for (const resolve of this.#waiting.splice(0)) resolve();
    if (this.fanOut.waiting) this.#wake();
  };
}
