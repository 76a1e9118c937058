import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

/** The address of this machine that the other host reaches. */
export const nearAddress = '10.213.77.1';
const farAddress = '10.213.77.2';

/** Whether this machine lets us make another host: Linux, root, iproute2. */
export function canMakeHost(): boolean {
  try {
    execFileSync('ip', ['netns', 'add', 'threadline-probe'], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'del', 'threadline-probe'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Another host on this machine: a network namespace of its own, joined to ours by a virtual cable. */
export class OtherHost {
  readonly #name = `threadline-${process.pid}`;
  readonly #cable = `tl${process.pid}`;
  readonly #clients: ChildProcess[] = [];

  constructor() {
    const far = `${this.#cable}f`;
    ip('netns', 'add', this.#name);
    ip('link', 'add', this.#cable, 'type', 'veth', 'peer', 'name', far, 'netns', this.#name);
    ip('addr', 'add', `${nearAddress}/24`, 'dev', this.#cable);
    ip('link', 'set', this.#cable, 'up');
    this.#inside('ip', 'addr', 'add', `${farAddress}/24`, 'dev', far);
    this.#inside('ip', 'link', 'set', far, 'up');
  }

  /** Connects from there, says "hello", and resolves to what comes back first; the client stays. */
  async connect(port: number): Promise<string> {
    const program = `require('net').connect(${port}, '${nearAddress}').on('error', () => {}).on('data', (data) => console.log(String(data))).write('hello')`;
    const client = spawn('ip', ['netns', 'exec', this.#name, process.execPath, '-e', program]);
    this.#clients.push(client);
    const [answer] = (await once(client.stdout.setEncoding('utf8'), 'data')) as [string];
    return answer.trim();
  }

  /** Pulls the cable: from now on no packet comes from there, not even one that says goodbye. */
  vanish(): void {
    this.#inside('ip', 'link', 'set', `${this.#cable}f`, 'down');
  }

  remove(): void {
    for (const client of this.#clients) client.kill('SIGKILL');
    ip('link', 'del', this.#cable);
    ip('netns', 'del', this.#name);
  }

  #inside(...command: string[]): void {
    ip('netns', 'exec', this.#name, ...command);
  }
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: 'ignore' });
}
