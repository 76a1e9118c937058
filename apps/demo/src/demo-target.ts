import type { ControlBans, ControlTarget, ReloadResult } from '@threadline/control';
import type { HubThread } from '@threadline/chat';
import { accountsOf } from './accounts-of.ts';
import { examine } from './doctor.ts';
import { listenerOf } from './listener-of.ts';
import type { Demo } from './start-demo.ts';

/** The whole demo as the operator's commands see it. */
export function demoTarget(demo: Demo, reload: () => Promise<ReloadResult>): ControlTarget {
  const { echo, chat } = demo;
  const { hub, accounts, names } = chat;
  return {
    name: 'threadline',
    listeners: [
      listenerOf('echo', echo),
      listenerOf('chat', chat.server, (id) => names.nameOf(id)),
    ],
    close: ({ graceMs }) => demo.close(graceMs),
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
    reload,
    doctor: examine,
    explain: (on) => demo.explain(on),
  };
}

function bansOf(hub: HubThread): ControlBans {
  return {
    list: async () => {
      const bans = await hub.bans();
      return bans.map(({ target, reason, until }) => ({
        subject: target,
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
