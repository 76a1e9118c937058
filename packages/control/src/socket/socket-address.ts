/**
 * A path as `listen()` and `connect()` of `node:net` are to be told it. One without a folder gets `./`, as they take
 * a path of digits for a TCP port on every address.
 */
export function socketAddress(path: string): { path: string } {
  return { path: path.includes('/') ? path : `./${path}` };
}
