/** An IRCv3 capability that clients can request. */
export type Capability =
  | 'account-notify'
  | 'account-tag'
  | 'away-notify'
  | 'batch'
  | 'cap-notify'
  | 'draft/account-registration'
  | 'draft/chathistory'
  | 'echo-message'
  | 'extended-join'
  | 'labeled-response'
  | 'message-tags'
  | 'multi-prefix'
  | 'sasl'
  | 'server-time'
  | 'setname'
  | 'standard-replies'
  | 'threadline/token';

/** All capabilities, with the values that clients with CAP version 302 see. */
export const capabilities: ReadonlyMap<Capability, string> = new Map([
  ['account-notify', ''],
  ['account-tag', ''],
  ['away-notify', ''],
  ['batch', ''],
  ['cap-notify', ''],
  ['draft/account-registration', 'before-connect'],
  ['draft/chathistory', ''],
  ['echo-message', ''],
  ['extended-join', ''],
  ['labeled-response', ''],
  ['message-tags', ''],
  ['multi-prefix', ''],
  ['sasl', 'PLAIN'],
  ['server-time', ''],
  ['setname', ''],
  ['standard-replies', ''],
  ['threadline/token', ''],
]);

/** The enabled capabilities of a client. */
export type Capabilities = ReadonlySet<Capability>;

/** The capability that each tag requires. */
const tagCapabilities: ReadonlyMap<string, Capability> = new Map([
  ['time', 'server-time'],
  ['msgid', 'message-tags'],
  ['account', 'account-tag'],
  ['batch', 'batch'],
  ['label', 'labeled-response'],
]);

/** Reports whether a client with these capabilities receives a tag. */
export function seesTag(caps: Capabilities, key: string): boolean {
  const capability = tagCapabilities.get(key);
  return capability !== undefined && caps.has(capability);
}

/** Parses the capabilities that a client requests or disables (`-name`). Returns undefined if one is unknown. */
export function parseRequest(text: string): Array<[Capability, wanted: boolean]> | undefined {
  const changes: Array<[Capability, boolean]> = [];
  for (const word of text.split(' ')) {
    if (word === '') continue;
    const name = word.replace(/^-/, '') as Capability;
    if (!capabilities.has(name)) return undefined;
    changes.push([name, name === word]);
  }
  return changes;
}
