/**
 * The echo protocol (RFC 862) over TCP, as a handler: whatever a client sends comes back, byte for byte, until the
 * client ends.
 *
 * ```ts
 * import { createServer } from 'node:net';
 * import echo from '@threadline/echo';
 *
 * createServer(echo).listen(7007, '127.0.0.1');
 * ```
 *
 * It knows nothing of threads and servers.
 *
 * @module
 */
import '../../../common/node/require-supported.js';
export { default, type EchoContext } from './echo.ts';
