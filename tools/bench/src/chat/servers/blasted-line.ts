import { makePayload } from '../load/payload.ts';

/** A line as the text dialect shows it. */
export const blastedLine = `s00000: ${makePayload({ sentAtUs: 0, sender: 0, number: 0 })}\r\n`;
