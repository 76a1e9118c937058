/** What may be set about IRC clients. */
export interface IrcOptions {
  /** What the network is called. @default 'threadline' */
  readonly network?: string;
  /** A client that said nothing for so long is asked whether it is still there, in ms. @default 120_000 */
  readonly pingAfterMs?: number;
}
