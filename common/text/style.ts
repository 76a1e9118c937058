// A named import would fail on a Node that lacks it, before the error about the version.
import util from 'node:util';

/** `util.styleText`. */
export const styleText: typeof util.styleText = (...args) => util.styleText(...args);
