import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

export const launch = (): Promise<Browser> => {
  if (!program) throw new Error('There is no Chromium on this machine: install the package chromium.');
  return chromium.launch({
    executablePath: program,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
};

/** Where there is no browser a developer's run goes on without these, and says so; on CI it must not. */
export const inChromium = (name: string, tests: () => void): void => {
  if (program || process.env['CI']) describe(name, tests);
  else
    describe.skip(`${name} (skipped: there is no Chromium in /usr/bin; install the package chromium)`, tests);
};
