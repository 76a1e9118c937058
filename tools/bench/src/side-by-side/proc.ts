import { readFileSync } from 'node:fs';

/** `USER_HZ`, the unit of the times in /proc: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** CPU seconds, user and system, that a process has used so far, with those of its threads that are gone. */
export function processCpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in parentheses, may hold spaces: count from its end. utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Resident memory of a process in MB (of 10^6 bytes). */
export function processRssMb(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kib) * 1024) / 1e6;
}

/** CPU seconds that all processes of the machine have used so far, and that the host took from it. */
export function machineCpuSeconds(): number {
  const line = /^cpu\s+(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '';
  const [user, nice, system, , , irq, softirq, steal] = line.split(/\s+/).map(Number);
  return (
    [user, nice, system, irq, softirq, steal].reduce<number>((sum, n) => sum + (n ?? 0), 0) /
    ticksPerSecond
  );
}
