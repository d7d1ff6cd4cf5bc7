// Entry point of `npm start`, `npm run dev`, `npm test` and the other scripts. It runs on any Node from 20 on, installs
// the dependencies when the lock file has changed, and runs the task with the pinned version of Node.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './child-process.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const marker = join(root, 'node_modules', '.passline-installed');

process.chdir(root);

const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
if (!existsSync(marker) || readFileSync(marker, 'utf8') !== lock) {
  console.log('Installing dependencies (once, about a minute) …');
  // Not `npm ci`: it rejects a lock file that lacks optional packages for this platform. `npm install --no-save` installs
  // the locked versions, adds the optional packages for this platform, and does not change the lock file.
  await run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], { quiet: true });
  writeFileSync(marker, lock);
}

const pinned = JSON.parse(readFileSync('package.json', 'utf8')).devDependencies.node;
if (!existsSync(join(bin, 'node'))) {
  console.error(
    `Node ${pinned}, which Passline needs, is not installed because its install script was not allowed to run.\n` +
      'Run `npm rebuild node` (without ignore-scripts) and try again.',
  );
  process.exit(1);
}
process.env.PATH = bin + delimiter + process.env.PATH;

const tasks = {
  start: './start.mjs',
  dev: './dev.mjs',
  test: './test.mjs',
  demo: './demo.mjs',
  backup: './store.mjs',
  restore: './store.mjs',
  'migrate:to-mongodb': './store.mjs',
  password: './password.mjs',
};
const [task, ...args] = process.argv.slice(2);
// .ci/run uses this task to install only.
if (task === 'install') process.exit();
if (!Object.hasOwn(tasks, task)) {
  console.error(`Unknown task "${task}". Use one of: ${Object.keys(tasks).join(', ')}.`);
  process.exit(1);
}
await (await import(tasks[task])).default(args, task);
