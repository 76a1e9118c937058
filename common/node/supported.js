// In JavaScript, and in words that old versions of Node can parse: they read this too.

/** The versions of Node that can hand a socket over to another thread; as `engines.node` of every package. */
export const supportedNode = '>=24.21.0 <25 || >=26.6.0';

/**
 * What to tell a user whose Node cannot run this.
 *
 * @param version as `process.version`
 * @returns undefined if it can run this
 */
export function unsupportedNode(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const supported = major === 24 ? minor >= 21 : major === 26 ? minor >= 6 : major > 26;
  return supported ? undefined : `Expected Node ${supportedNode}, got ${version}`;
}
