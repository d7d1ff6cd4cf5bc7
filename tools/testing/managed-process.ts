/** A process that can be killed, paused, continued and restarted, for soak runs, benches and end-to-end tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface Command {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  port: number;
  /** Both outputs are appended to this file. Without it they are discarded. */
  logFile?: string;
  /** A health check; without it the process is ready when its port accepts connections. */
  readyUrl?: string;
}

const startLimitMs = 60_000;

export class ManagedProcess {
  readonly #command: Command;
  #child: ChildProcess | undefined;
  #isSuspended = false;

  constructor(command: Command) {
    this.#command = command;
  }

  get name(): string {
    return this.#command.name;
  }

  get isUp(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null && !this.#isSuspended;
  }

  /** Starts the process again on the same port and directory. */
  async start(): Promise<void> {
    const { command, args, env, logFile } = this.#command;
    const log = logFile === undefined ? 'ignore' : openSync(logFile, 'a');
    this.#isSuspended = false;
    const child = spawn(command, args, { stdio: ['ignore', log, log], env: { ...process.env, ...env } });
    if (log !== 'ignore') closeSync(log);
    this.#child = child;
    await this.#ready(child);
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  /** The process keeps its connections and answers nothing until it is resumed. */
  suspend(): void {
    this.#isSuspended = true;
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
    this.#isSuspended = false;
  }

  /** Kills synchronously, for the exit handler of this program. */
  killNow(): void {
    this.#child?.kill('SIGKILL');
  }

  async #ready(child: ChildProcess): Promise<void> {
    const giveUpAt = Date.now() + startLimitMs;
    while (!(await this.#answers())) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`${this.name} ended while it started${this.#seeLog()}`);
      if (Date.now() > giveUpAt)
        throw new Error(`${this.name} was not ready after ${startLimitMs / 1000} s${this.#seeLog()}`);
      await pause(50);
    }
  }

  async #answers(): Promise<boolean> {
    const { readyUrl, port } = this.#command;
    if (readyUrl !== undefined)
      return fetch(readyUrl, { signal: AbortSignal.timeout(5_000) }).then(
        ({ ok }) => ok,
        () => false,
      );
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    return isOpen;
  }

  #seeLog(): string {
    const { logFile } = this.#command;
    return logFile === undefined ? '' : `: see ${logFile}`;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
