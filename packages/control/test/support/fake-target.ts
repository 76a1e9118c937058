import type { ClientInfo, ControlListener, ControlTarget, Scalar } from '../../src/target.ts';

/** A listener that records its calls. */
export function fakeListener(
  name: string,
  calls: string[],
  clients: ClientInfo[] = [],
): ControlListener {
  let state: 'listening' | 'paused' = 'listening';
  const limits: Record<string, Scalar> = { maxConnections: 100, idleTimeoutMs: 0, refusal: 'Full' };
  return {
    name,
    status: () => ({ state, address: '127.0.0.1:7000', clients: clients.length }),
    pause: () => void (calls.push(`pause ${name}`), (state = 'paused')),
    resume: () => void (calls.push(`resume ${name}`), (state = 'listening')),
    drain: ({ timeoutMs }) => (calls.push(`drain ${name} ${timeoutMs}`), clients.length),
    clients: () => clients,
    kick: (id, { reason }) => {
      calls.push(`kick ${name} ${id} ${reason}`);
      const at = clients.findIndex((client) => client.id === id);
      if (at !== -1) clients.splice(at, 1);
      return at !== -1;
    },
    threads: () => [
      { threadId: 5, state: 'dedicated', connectionIds: [1], cpuMs: 1500, utilization: 0.25 },
    ],
    limits,
    setLimits: (changed) => {
      if (changed['maxConnections'] === 0) throw new RangeError('Expected more than 0');
      Object.assign(limits, changed);
    },
  };
}

/** A target with every capability, two listeners and three clients, that records its calls. */
export function fakeTarget(calls: string[] = []): ControlTarget {
  const accounts = new Map([
    ['anna', 2],
    ['bea', 0],
  ]);
  const bans = new Map<string, string>();
  return {
    name: 'garden',
    version: '1.2.3',
    listeners: [
      fakeListener('echo', calls, [{ id: 1, remoteAddress: '192.0.2.1', remotePort: 4000 }]),
      fakeListener('chat', calls, [
        {
          id: 1,
          name: 'Anna',
          remoteAddress: '192.0.2.2',
          threadId: 5,
          connectedAt: 0,
          bytesIn: 2048,
        },
        { id: 2, name: 'bea' },
      ]),
    ],
    close: ({ graceMs }) => void calls.push(`close ${graceMs}`),
    announce: (text) => void calls.push(`announce ${text}`),
    stats: () => ({ history: 12 }),
    accounts: {
      list: () => Array.from(accounts, ([name, tokens]) => ({ name, roles: ['member'], tokens })),
      delete: (name) => accounts.delete(name),
      revoke: (name) => accounts.get(name) ?? 0,
      clear: () => {
        const { size } = accounts;
        accounts.clear();
        return size;
      },
    },
    bans: {
      list: () => Array.from(bans, ([subject, reason]) => ({ subject, reason })),
      add: (subject, { durationMs, reason = '' }) =>
        void bans.set(subject, `${durationMs} ${reason}`),
      remove: (subject) => bans.delete(subject),
    },
    rooms: () => [{ name: '#lobby', members: 2, topic: 'tea' }],
    settings: () => [
      { name: 'host', value: '127.0.0.1', source: 'default' },
      { name: 'maxClients', value: 100, source: '--max-clients' },
      { name: 'tlsKey', value: undefined, source: 'default' },
    ],
    reload: () => ({ reloaded: ['motd', 'accounts'], notes: ['port changed: restart'] }),
    doctor: () => [{ ok: true, title: 'threads', detail: '256, bound by the ceiling' }],
    explain: (on) => void calls.push(`explain ${on}`),
  };
}
