/** What a client sends before the name of a fault. It is no command of any dialect. */
export const verb = '/fault';

/** The ways in which code brings down its thread. */
export const faults = {
  /** Loops forever. */
  loop: () => {
    for (;;);
  },
  /** Blocks the event loop forever. */
  hang: () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
  throw: () => {
    throw new Error('thrown on purpose');
  },
  /** Rejects a promise without a handler. */
  reject: () => {
    void Promise.reject(new Error('rejected on purpose'));
  },
  exit: () => {
    process.exit(3);
  },
} as const;

/** The name of a fault. */
export type Fault = keyof typeof faults;

export function isFault(text: string): text is Fault {
  return Object.hasOwn(faults, text);
}
