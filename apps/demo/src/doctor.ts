import type { Finding } from '@threadline/control';
import { capacity } from '@threadline/server';

/** What this machine can carry, and what binds it. */
export function examine(): Finding[] {
  const { threads, boundBy, connections, hardThreads, machine } = capacity();
  const { maxMaps, maps, maxDescriptors, memoryBytes } = machine;
  const advice = {
    ceiling: 'the ceiling this server sets itself',
    maps: `the ${maxMaps} memory mappings of a process: raise vm.max_map_count`,
    descriptors: `the ${maxDescriptors} open files of a process: raise the limit (ulimit -n)`,
    memory: `the ${Math.round(memoryBytes / 2 ** 20)} MiB of memory`,
  };
  return [
    {
      ok: threads >= 16,
      title: 'threads',
      detail: `${threads} client threads by default, bound by ${advice[boundBy]}`,
    },
    {
      ok: true,
      title: 'most threads',
      detail: `up to ${hardThreads} may be asked for; ${maps} mappings are in use`,
    },
    { ok: connections >= 1000, title: 'connections', detail: `${connections} clients at once` },
  ];
}
