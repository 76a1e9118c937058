import type { Authenticator } from '../authenticator.ts';
import type { HubConnection } from '../thread/hub-connection.ts';

/** What a client is served with, in whatever dialect. */
export interface Services {
  readonly hub: HubConnection;
  readonly authenticator: Authenticator;
}
