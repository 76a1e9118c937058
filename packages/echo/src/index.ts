/** The echo protocol (RFC 862) over TCP, as a socket handler.
 *
 * ```ts
 * import { createServer } from 'node:net';
 * import echo from '@threadline/echo';
 *
 * createServer(echo).listen(7007, '127.0.0.1');
 * ```
 *
 * It does not depend on any server and knows nothing about threads.
 *
 * @module
 */
import '../../../common/node/require-supported.js';
export { default, type EchoContext } from './echo.ts';
