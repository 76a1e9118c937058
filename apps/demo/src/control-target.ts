import type {
  ControlAccounts,
  ControlBans,
  ControlListener,
  ControlTarget,
  Finding,
} from '@threadline/control';
import type { HubThread } from '@threadline/chat';
import { capacity, type Capacity, type ThreadedServer } from '@threadline/server';
import type { AccountsService } from './accounts-service.ts';
import type { LiveSettings } from './reload.ts';
import { defaultMaxThreads } from './servers.ts';
import type { Demo } from './start-demo.ts';

/** The demo as a target of the operator's commands. @param more.others servers beside the two of the demo */
export function controlTarget(
  demo: Demo,
  settings: LiveSettings,
  more: { version: string; others: Readonly<Record<string, ThreadedServer>> },
): ControlTarget {
  const { version, others } = more;
  const { echo, chat, names } = demo;
  const { hub, accounts } = chat;
  return {
    name: 'threadline',
    version,
    listeners: [
      listenerOf('echo', echo),
      listenerOf('chat', chat.server, (id) => names.get(id)),
      ...Object.entries(others).map(([name, server]) => listenerOf(name, server)),
    ],
    close: async ({ graceMs }) => {
      await Promise.all(Object.values(others).map((server) => server.terminate()));
      await demo.close(graceMs);
    },
    announce: (text) => hub.announce(text),
    stats: async () => {
      const { sessions, accounts: online, rooms, kept, messages } = await hub.stats();
      const { length: registered } = await accounts.file.list();
      return { sessions, accounts: registered, accountsOnline: online, rooms, messages, kept };
    },
    health: { hub: () => hub.stats(), accounts: () => accounts.ping() },
    accounts: accountsOf(accounts),
    bans: bansOf(hub),
    rooms: () => hub.rooms(),
    settings: () => settings.list(),
    reload: () => settings.reload(),
    doctor: checkCapacity,
    explain: (on) => demo.explain(on),
  };
}

/** A threaded server as a listener. @param nameOf the account of a client */
function listenerOf(
  name: string,
  server: ThreadedServer,
  nameOf: (connectionId: number) => string | undefined = () => undefined,
): ControlListener {
  return {
    name,
    status: async () => {
      const { listening, connections, ...stats } = await server.status();
      return {
        state: listening ? 'listening' : 'paused',
        address: formatAddress(server.address),
        clients: connections,
        stats: { ...stats, maxThreads: server.maxThreads },
      };
    },
    pause: () => server.pause(),
    resume: () => server.resume(),
    drain: (options) => server.drain(options),
    clients: () => server.connections().map((client) => ({ ...client, name: nameOf(client.id) })),
    kick: (id, options) => server.kick(id, options),
    threads: () => server.threads(),
    get limits() {
      return server.limits;
    },
    setLimits: (limits) => server.setLimits(limits),
  };
}

/** `127.0.0.1:7007`, or `[::1]:7007`. */
export function formatAddress({ address, port }: { address: string; port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Sessions follow a change before its command succeeds. */
function accountsOf(accounts: AccountsService): ControlAccounts {
  const applied = async <T>(change: Promise<T>): Promise<T> => {
    const result = await change;
    await accounts.reload();
    return result;
  };
  return {
    list: async () => {
      const list = await accounts.file.list();
      return list.map(({ name, roles, createdAt, seen, tokens }) => {
        return { name, roles, createdAt, lastSeenAt: seen.at(-1)?.at, tokens };
      });
    },
    delete: (name) => applied(accounts.file.remove(name)),
    revoke: (name) => applied(accounts.file.revoke(name)),
    clear: () => applied(accounts.file.clear()),
  };
}

function bansOf(hub: HubThread): ControlBans {
  return {
    list: async () => {
      const bans = await hub.bans();
      return bans.map(({ target: subject, reason, until }) => ({
        subject,
        reason,
        expiresAt: until,
      }));
    },
    add: (subject, { durationMs, reason }) =>
      hub.ban(subject, {
        ...(durationMs !== undefined && { forMs: durationMs }),
        ...(reason !== undefined && { reason }),
      }),
    remove: (subject) => hub.unban(subject),
  };
}

/** What this machine can carry, and what limits it. */
function checkCapacity(): Finding[] {
  const found = capacity();
  const { boundBy, connections, hardThreads } = found;
  const threads = defaultMaxThreads(found);
  const { cores, maxMaps, maps, maxDescriptors, memoryBytes, maxTasks } = found.machine;
  const advice: Record<Capacity['boundBy'], string> = {
    cores: `the ${cores} cores: raise it with --max-threads`,
    ceiling: 'the default maximum: raise it with --max-threads',
    maps: `the ${maxMaps} memory mappings of a process: raise vm.max_map_count`,
    descriptors: `the ${maxDescriptors} open files of a process: raise the limit (ulimit -n)`,
    memory: `the ${Math.round(memoryBytes / 2 ** 20)} MiB of memory`,
    tasks: `the ${maxTasks} processes and threads allowed: raise pids.max (TasksMax) or ulimit -u`,
  };
  const limit = advice[threads < found.threads ? found.machineBoundBy : boundBy];
  return [
    {
      ok: threads >= 16,
      title: 'threads',
      detail: `a thread for each of the first ${threads} clients of a server, shared threads for more; limited by ${limit}`,
    },
    {
      ok: true,
      title: 'maximum threads',
      detail: `--max-threads can be raised to ${hardThreads} for both servers; ${maps} mappings are in use`,
    },
    {
      ok: connections >= 1000,
      title: 'connections',
      detail: `up to ${connections} clients at once`,
    },
  ];
}
