/** When the password is hidden by telnet's means. */
export type TelnetEcho = 'auto' | 'always' | 'never';

/** What may be set about text clients. */
export interface TextOptions {
  /** The line that greets. @default 'Welcome to the chat.' */
  readonly greeting?: string;
  /**
   * Greets by name who comes from an address that an account was last seen at, and offers that name. It tells others
   * behind the same address who was there. @default true
   */
  readonly greetByName?: boolean;
  /**
   * `auto` hides the password if the client has spoken telnet, or ends its lines as telnet does; then
   * nobody else sees telnet's bytes. `always` and `never` do as they say. @default 'auto'
   */
  readonly telnetEcho?: TelnetEcho;
}
