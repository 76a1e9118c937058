// JavaScript that old versions of Node can parse.

/** The versions of Node that can transfer a socket to another thread, as in `engines.node` of every package. */
export const supportedNode = '>=24.21.0 <25 || >=26.6.0';

/**
 * Checks a version of Node.
 *
 * @param version as `process.version`
 * @returns the error message for an unsupported version, or undefined
 */
export function unsupportedNode(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const supported = major === 24 ? minor >= 21 : major === 26 ? minor >= 6 : major > 26;
  return supported ? undefined : `Expected Node ${supportedNode}, got ${version}`;
}
