/** When the password is hidden by telnet's means. */
export type TelnetEcho = 'auto' | 'always' | 'never';

/** What may be set about text clients. */
export interface TextOptions {
  /** The line that greets. @default 'Welcome to the chat.' */
  readonly greeting?: string;
  /** Time to log in, in ms. @default 60_000 */
  readonly loginTimeoutMs?: number;
  /** Failed attempts to log in before the client is closed. @default 3 */
  readonly maxLoginFailures?: number;
  /**
   * `auto` hides the password if the client has spoken telnet, or ends its lines as telnet does; then
   * nobody else sees telnet's bytes. `always` and `never` do as they say. @default 'auto'
   */
  readonly telnetEcho?: TelnetEcho;
}
