/** Reads the CPU time and the heap size after a collection from a Node process started with `--inspect=127.0.0.1:0`. */
import type { ChildProcess } from 'node:child_process';

export interface Inside {
  /** User and system time of all its threads so far, in microseconds. */
  cpu(): Promise<number>;
  /** The heap size in bytes after a garbage collection. */
  heap(): Promise<number>;
  /** The resident memory in bytes. */
  rss(): Promise<number>;
  /** The commands sent to the store so far, by name and collection, if the process counts them (count-store-commands.ts). */
  storeCommands(): Promise<Record<string, number>>;
  close(): void;
}

interface Reply {
  id?: number;
  result: { usedSize: number; result: { value: string } };
}

/** Waits for the inspector's address on the process's stderr and connects to it. */
export async function inside(child: ChildProcess): Promise<Inside> {
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const [found] = /ws:\/\/\S+/.exec(output) ?? [];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(`the process ended: ${output}`)));
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
  const valueOf = async (expression: string): Promise<unknown> => {
    const { result } = await ask('Runtime.evaluate', { expression: `JSON.stringify(${expression})` });
    return JSON.parse(result.value);
  };
  return {
    async cpu() {
      const { user, system } = (await valueOf('process.cpuUsage()')) as NodeJS.CpuUsage;
      return user + system;
    },
    async storeCommands() {
      return (await valueOf('globalThis.storeCommands')) as Record<string, number>;
    },
    rss: async () => (await valueOf('process.memoryUsage.rss()')) as number,
    async heap() {
      // Twice, because the second collection frees objects that finalizers still held.
      await ask('HeapProfiler.collectGarbage');
      await ask('HeapProfiler.collectGarbage');
      return (await ask('Runtime.getHeapUsage')).usedSize;
    },
    close: () => socket.close(),
  };
}
