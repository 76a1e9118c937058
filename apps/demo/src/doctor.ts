import type { Finding } from '@threadline/control';
import { capacity, type Capacity } from '@threadline/server';
import { defaultMaxThreads } from './max-threads.ts';

/** What this machine can carry, and what bounds it. */
export function examine(): Finding[] {
  const found = capacity();
  const { boundBy, connections, hardThreads } = found;
  const threads = defaultMaxThreads(found);
  const { cores, maxMaps, maps, maxDescriptors, memoryBytes, maxTasks } = found.machine;
  const advice: Record<Capacity['boundBy'], string> = {
    cores: `by the ${cores} cores: raise it with --max-threads`,
    ceiling: 'by the most this server starts unasked: raise it with --max-threads',
    maps: `by the ${maxMaps} memory mappings of a process: raise vm.max_map_count`,
    descriptors: `by the ${maxDescriptors} open files of a process: raise the limit (ulimit -n)`,
    memory: `by the ${Math.round(memoryBytes / 2 ** 20)} MiB of memory`,
    tasks: `by the ${maxTasks} processes and threads allowed: raise pids.max (TasksMax) or ulimit -u`,
  };
  return [
    {
      ok: threads >= 16,
      title: 'threads',
      detail: `dedicated until ${threads} clients of a server, then shared; bound ${advice[threads < found.threads ? found.machineBoundBy : boundBy]}`,
    },
    {
      ok: true,
      title: 'most threads',
      detail: `--max-threads can be raised to ${hardThreads} for both servers; ${maps} mappings are in use`,
    },
    { ok: connections >= 1000, title: 'connections', detail: `${connections} clients at once` },
  ];
}
