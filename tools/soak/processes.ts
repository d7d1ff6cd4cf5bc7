/** The processes of a soak run. Each can be killed, paused, continued and restarted; all end with the run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface Command {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  port: number;
  /** Both outputs are appended to this file. */
  logFile: string;
  /** A health check; without it the process is ready when its port accepts connections. */
  readyUrl?: string;
}

const startLimitMs = 60_000;

export class ManagedProcess {
  readonly #command: Command;
  #child: ChildProcess | undefined;
  #isStopped = false;

  constructor(command: Command) {
    this.#command = command;
  }

  get name(): string {
    return this.#command.name;
  }

  get isUp(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null && !this.#isStopped;
  }

  /** Starts the process again on the same port and directory. */
  async start(): Promise<void> {
    const { command, args, env, logFile } = this.#command;
    const log = createWriteStream(logFile, { flags: 'a' });
    this.#isStopped = false;
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.#child = child;
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.once('close', () => log.end());
    await this.#ready(child);
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  stop(): void {
    this.#isStopped = true;
    this.#child?.kill('SIGSTOP');
  }

  continue(): void {
    this.#child?.kill('SIGCONT');
    this.#isStopped = false;
  }

  /** Kills synchronously, for the exit handler of this program. */
  killNow(): void {
    this.#child?.kill('SIGKILL');
  }

  async #ready(child: ChildProcess): Promise<void> {
    const giveUpAt = Date.now() + startLimitMs;
    while (!(await this.#answers())) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`${this.name} ended while it started: see ${this.#command.logFile}`);
      if (Date.now() > giveUpAt)
        throw new Error(
          `${this.name} was not ready after ${startLimitMs / 1000} s: see ${this.#command.logFile}`,
        );
      await pause(100);
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
}

/** Ends every process and deletes the folder, also when this program is interrupted or fails. */
export class ProcessRegistry {
  readonly #processes: ManagedProcess[] = [];
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
    process.once('exit', () => this.#endNow());
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
      process.once(signal, () => process.exit(130));
    for (const event of ['uncaughtException', 'unhandledRejection'] as const)
      process.on(event, (error: unknown) => {
        console.error(error);
        process.exit(2);
      });
  }

  /** Logs and data are kept for analysis unless the run was successful. */
  keepFiles = true;

  add(command: Command): ManagedProcess {
    const added = new ManagedProcess(command);
    this.#processes.push(added);
    return added;
  }

  #endNow(): void {
    for (const each of this.#processes) each.killNow();
    if (!this.keepFiles) rmSync(this.#dir, { recursive: true, force: true, maxRetries: 5 });
  }
}
