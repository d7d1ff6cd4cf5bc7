/** Looks into a Node process that was started with `--inspect=127.0.0.1:0`: its CPU time, and its heap after a collection. */
import type { ChildProcess } from 'node:child_process';

export interface Inside {
  /** User and system time of all its threads so far, in microseconds. */
  cpu(): Promise<number>;
  /** What is still used after everything unreachable has been collected, in bytes. */
  heap(): Promise<number>;
  close(): void;
}

interface Reply {
  id?: number;
  result: { usedSize: number; result: { value: string } };
}

/** Takes the inspector's address from the process's first words on stderr; passes on whatever else it says there. */
export async function inside(child: ChildProcess): Promise<Inside> {
  const url = await new Promise<string>((resolve, reject) => {
    let heard = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      const [found] = /ws:\/\/\S+/.exec(heard) ?? [];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(`the process ended: ${heard}`)));
  });
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const waiting = new Map<number, (result: Reply['result']) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as Reply;
    if (id !== undefined) waiting.get(id)?.(result);
  });
  let asked = 0;
  const ask = (method: string, params: object = {}) =>
    new Promise<Reply['result']>((resolve) => {
      waiting.set(++asked, resolve);
      socket.send(JSON.stringify({ id: asked, method, params }));
    });
  return {
    async cpu() {
      const { result } = await ask('Runtime.evaluate', { expression: 'JSON.stringify(process.cpuUsage())' });
      const { user, system } = JSON.parse(result.value) as NodeJS.CpuUsage;
      return user + system;
    },
    async heap() {
      // Twice: what only finalisers held goes with the second.
      await ask('HeapProfiler.collectGarbage');
      await ask('HeapProfiler.collectGarbage');
      return (await ask('Runtime.getHeapUsage')).usedSize;
    },
    close: () => socket.close(),
  };
}
