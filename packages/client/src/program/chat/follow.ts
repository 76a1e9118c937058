import type { ChatClient } from '../../chat/chat-client.ts';
import { messageOf } from '../../../../../common/thrown.ts';
import { refusalIn } from '../../irc/reply.ts';
import type { Shown } from './shown.ts';

/** Replies whose text nobody misses: how many are here, what the server can. */
const dull = new Set([
  '002',
  '003',
  '004',
  '005',
  '251',
  '252',
  '253',
  '254',
  '255',
  '265',
  '266',
  '333',
  '329',
  '375',
  '376',
  '422',
  '900',
  '903',
  '396',
  '221',
]);

/** Shows everything a client tells. */
export function follow(client: ChatClient, server: string, show: (shown: Shown) => void): void {
  client.on('connected', ({ resumed, catchesUp }) =>
    show({ type: 'connected', name: client.name, server, resumed, catchesUp }),
  );
  client.on('message', (message) => show({ type: 'message', ...message }));
  client.on('notice', (notice) => show({ type: 'notice', ...notice }));
  client.on('join', (event) => show({ type: 'join', ...event }));
  client.on('part', (event) => show({ type: 'part', ...event }));
  client.on('presence', (event) => show({ type: 'presence', ...event }));
  client.on('topic', (event) => show({ type: 'topic', ...event }));
  client.on('caughtUp', (event) => show({ type: 'caughtUp', ...event }));
  client.on('reconnecting', ({ attempt, delayMs, error }) =>
    show({ type: 'reconnecting', attempt, delayMs, reason: messageOf(error) }),
  );
  client.on('reply', (reply) => {
    const { command, params } = reply;
    if (dull.has(command)) return;
    const text = /^\d{3}$/.test(command) ? params.slice(1).join(' ') : params.join(' ');
    if (refusalIn(reply) === undefined) show({ type: 'reply', code: command, params, text });
    else show({ type: 'error', text, code: command });
  });
}
