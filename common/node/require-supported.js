/* global process -- importing `node:process` would cost each client thread a millisecond */
import { unsupportedNode } from './supported.js';

// Imported before anything else: on an unsupported Node this error is thrown, not one about a missing feature.
const message = unsupportedNode(process.version);
if (message !== undefined) {
  throw Object.assign(new Error(message), { code: 'ERR_UNSUPPORTED_NODE' });
}
