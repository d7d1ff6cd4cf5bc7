import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { run } from './child-process.mjs';

const programs = [
  {
    file: '/usr/bin/chromium',
    packages: ['chromium'],
    without: 'tests of the apps in a real browser are skipped',
  },
  {
    file: '/usr/bin/chromium-headless-shell',
    packages: ['chromium-headless-shell'],
    without: 'browser tests use the whole Chromium and take longer',
  },
  {
    file: '/usr/bin/redis-server',
    packages: ['redis-server'],
    without: 'tests of several nodes with Redis are skipped',
  },
  {
    file: '/usr/sbin/nginx',
    packages: ['nginx', 'openssl'],
    without: 'tests of the reverse proxy in front of several nodes are skipped',
  },
  {
    file: '/usr/lib/python3/dist-packages/socketio/__init__.py',
    packages: ['curl', 'python3-socketio', 'python3-websocket'],
    without: 'the Python program of docs/clients.md is not run',
  },
];

/** Programs that the tests need besides Node: installed when running as root, otherwise listed in a warning. */
async function programsForTests() {
  const missing = programs.filter((program) => !existsSync(program.file));
  if (missing.length === 0) return;
  const packages = missing.flatMap((program) => program.packages);
  const mayInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
  if (mayInstall) {
    console.log(`Installing ${packages.join(', ')} for the tests …`);
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { quiet: true, env });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      quiet: true,
      env,
    });
    return;
  }
  for (const program of missing)
    console.warn(`${program.file} is missing: ${program.without}. Install ${program.packages.join(', ')}.`);
}

export default async function test(args) {
  await programsForTests();
  await run('nx', ['run-many', '-t', 'build'], { quiet: true, env: { NX_DAEMON: 'false' } });
  // V8 of Node 24 crashes now and then in processes that run many suites (https://github.com/nodejs/node/issues/62393);
  // others report that it does not without Sparkplug. NODE_OPTIONS may not have the flag; jest hands it to its workers.
  await run('node', ['--no-sparkplug', 'node_modules/jest/bin/jest.js', ...args], {
    env: { NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' },
  });
}
