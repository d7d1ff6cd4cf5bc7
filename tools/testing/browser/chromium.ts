import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Browser, chromium } from 'playwright-core';

const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
/** The same engine without a browser's windows: a page takes less than half of the CPU time. It has no notifications. */
const headlessShell = '/usr/bin/chromium-headless-shell';
const missing = 'There is no Chromium on this machine: install the package chromium.';
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** In the time zone of the demo restaurants, whatever the machine's is: elsewhere the console says so on every page. */
const env = { ...process.env, TZ: 'Europe/Berlin' };

/** `shell`: in the headless shell, if it is installed. */
export const launch = ({ shell = false } = {}): Promise<Browser> => {
  const executablePath = shell && existsSync(headlessShell) ? headlessShell : program;
  if (!executablePath) throw new Error(missing);
  return chromium.launch({ executablePath, args: flags, env });
};

/**
 * Waits at most 10 s for a page or a context to close; false if it did not. Chromium sometimes never reports the closing
 * of one with a service worker, which then closes with the browser.
 */
export const closesInTime = (closing: Promise<unknown>): Promise<boolean> =>
  Promise.race([closing.then(() => true), pause(10_000, false, { ref: false })]);

export interface Chromium {
  port: number;
  close(): Promise<void>;
}

/** A browser with a debugging port and a temporary profile. */
export async function openChromium(): Promise<Chromium> {
  if (!program) throw new Error(missing);
  const profile = await mkdtemp(join(tmpdir(), 'passline-chromium-'));
  const child = spawn(
    program,
    ['--headless', ...flags, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'], env },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const close = async (): Promise<void> => {
    child.kill();
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  let output = '';
  const port = await new Promise<number | undefined>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /DevTools listening on ws:\/\/[^:]+:(\d+)/.exec(output);
      if (found) resolve(Number(found[1]));
    });
    void ended.then(() => resolve(undefined));
  });
  if (port !== undefined) return { port, close };
  await close();
  throw new Error(`Chromium ended before it was ready:\n${output}`);
}

/** Without a browser these tests are skipped with a message; on CI they fail. */
export const inChromium = (name: string, tests: () => void): void => {
  if (program || process.env['CI']) describe(name, tests);
  else
    describe.skip(`${name} (skipped: there is no Chromium in /usr/bin; install the package chromium)`, tests);
};
