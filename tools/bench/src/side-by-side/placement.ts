/** How the clients of the server under test are placed on threads. */
export interface Placement {
  readonly threads: number;
  readonly clients: number;
  /** Threads with more than one client. */
  readonly shared: number;
}
