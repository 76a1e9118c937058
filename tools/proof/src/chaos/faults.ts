/** What a client sends before the name of a fault: no command of any dialect. */
export const verb = '/fault';

/** The ways in which code brings down the thread it runs in. */
export const faults = {
  /** It computes for ever. */
  loop: () => {
    for (;;);
  },
  /** It waits for ever, without turning the event loop. */
  hang: () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
  throw: () => {
    throw new Error('thrown on purpose');
  },
  /** A promise that nobody waits for is rejected. */
  reject: () => {
    void Promise.reject(new Error('rejected on purpose'));
  },
  exit: () => {
    process.exit(3);
  },
} as const;

/** The name of one. */
export type Fault = keyof typeof faults;

export function isFault(text: string): text is Fault {
  return Object.hasOwn(faults, text);
}
