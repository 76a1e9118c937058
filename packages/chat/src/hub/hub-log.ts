/** Takes one line of the hub's log; never holds what was said. */
export type HubLog = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields: Readonly<Record<string, string | number>>,
) => void;
