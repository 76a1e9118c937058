// Mappings and descriptors belong to the process, so several servers in one process share the budget.
let reserved = 0;

/** Client threads that the servers of this process may start, in all. */
export function reservedThreads(): number {
  return reserved;
}

/** Reserves client threads of this process's budget until the returned function is called. */
export function reserveThreads(threads: number): () => void {
  reserved += threads;
  let held = true;
  return () => {
    if (held) reserved -= threads;
    held = false;
  };
}
