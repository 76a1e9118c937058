/** A capability a client may ask for (IRCv3). */
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

/** Every capability there is, with the value that clients of version 302 are shown. */
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

/** The capabilities a client has been given. */
export type Capabilities = ReadonlySet<Capability>;

/** Which capability lets a client see a tag. */
const tagCapabilities: ReadonlyMap<string, Capability> = new Map([
  ['time', 'server-time'],
  ['msgid', 'message-tags'],
  ['account', 'account-tag'],
  ['batch', 'batch'],
  ['label', 'labeled-response'],
]);

/** Whether a client that has these capabilities is shown a tag of that key. */
export function seesTag(caps: Capabilities, key: string): boolean {
  const capability = tagCapabilities.get(key);
  return capability !== undefined && caps.has(capability);
}

/** Reads what a client asks for or gives back (`-name`); undefined if one of them is unknown. */
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
