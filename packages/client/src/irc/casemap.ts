/** How a server compares names: ISUPPORT `CASEMAPPING`. */
export type CaseMapping = 'ascii' | 'rfc1459' | 'rfc1459-strict';

/** Reads a `CASEMAPPING`; what is not known is compared as `rfc1459`, the default of the protocol. */
export function caseMapping(value: string | undefined): CaseMapping {
  return value === 'ascii' || value === 'rfc1459-strict' ? value : 'rfc1459';
}

/** The form of a name in which two that the server takes for one are the same. */
export function foldName(name: string, mapping: CaseMapping): string {
  const lower = name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  if (mapping === 'ascii') return lower;
  const brackets = lower.replaceAll('[', '{').replaceAll(']', '}').replaceAll('\\', '|');
  return mapping === 'rfc1459' ? brackets.replaceAll('~', '^') : brackets;
}
