import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface EngineProcess {
  uri: string;
  process: ChildProcess;
  exited: Promise<unknown>;
}

/** Starts the engine as a separate process through `cli.ts`. Fails with its stderr output. */
export async function startProcess(path: string): Promise<EngineProcess> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../cli.ts'), '--path', path],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
  const exited = once(child, 'exit');
  let problem = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (problem += text));
  const first = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  const [line] = await Promise.race([
    first,
    once(child, 'close').then(() => {
      throw new Error(problem.trim());
    }),
  ]);
  const { uri } = JSON.parse(line) as { uri: string };
  return { uri, process: child, exited };
}
