/** What the server under chaos tells of its clients, a line of JSON each. */
export type ServerEvent =
  | {
      readonly event: 'connection';
      readonly id: number;
      readonly threadId: number;
      readonly remotePort: number;
    }
  | { readonly event: 'disconnect'; readonly id: number; readonly reason: string }
  | { readonly event: 'crash'; readonly threadId: number; readonly message: string }
  | { readonly event: 'unresponsive'; readonly threadId: number; readonly silentMs: number };
