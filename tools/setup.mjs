// The way in for `npm start`, `npm run dev` and `npm test`. It may meet any Node from 20 on: it installs what the lock
// file says when that has changed, and hands over to the Node that the project pins.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const marker = join(root, 'node_modules', '.passline-installed');

process.chdir(root);

const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
if (!existsSync(marker) || readFileSync(marker, 'utf8') !== lock) {
  console.log('Installing dependencies (once, about a minute) …');
  // Not `npm ci`: the lock file may have been written where programs for other machines could not be had, and that
  // command refuses such a file. This one installs what is locked, adds what this machine lacks, and writes nothing.
  await run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], { quiet: true });
  writeFileSync(marker, lock);
}

const pinned = JSON.parse(readFileSync('package.json', 'utf8')).devDependencies.node;
if (!existsSync(join(bin, 'node'))) {
  console.error(
    `Node ${pinned}, which Passline runs on, is not there: its install script was not allowed to run.\n` +
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
// What .ci/run asks for first: nothing more than this.
if (task === 'install') process.exit();
if (!Object.hasOwn(tasks, task)) {
  console.error(`There is no task "${task}": ${Object.keys(tasks).join(', ')}.`);
  process.exit(1);
}
await (await import(tasks[task])).default(args, task);
