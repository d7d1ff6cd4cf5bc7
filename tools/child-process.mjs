// Child processes that stop with this process and whose failure ends it.
import { spawn, spawnSync } from 'node:child_process';

/** Runs a command to its end. Quiet: prints its output only if it fails. A failure exits this process with the same code. */
export async function run(command, args, { quiet = false, env = {} } = {}) {
  const child = spawn(command, args, {
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: { ...process.env, ...env },
  });
  const output = [];
  child.stdout?.on('data', (chunk) => output.push(chunk));
  child.stderr?.on('data', (chunk) => output.push(chunk));
  const code = await ended(child, command);
  if (code !== 0) {
    process.stderr.write(Buffer.concat(output));
    console.error(`\n${command} ${args.join(' ')} failed with exit code ${code}; its output is above.`);
    process.exit(code);
  }
}

/**
 * Runs commands until one of them ends or this process gets a signal; then all of them are stopped. `endsWithUs`: the
 * child has an IPC channel to this process and stops when it closes, so that it also stops when this process is killed.
 */
export async function serve(...commands) {
  const children = commands.map(({ command, args, env = {}, endsWithUs = false }) =>
    spawn(command, args, {
      stdio: endsWithUs ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
      env: { ...process.env, ...env },
    }),
  );
  const stop = (signal) => children.forEach((child) => child.kill(signal));
  const watching = whenNpmIsGone(() => stop('SIGTERM'));
  // A terminal sends Ctrl-C to the children too. Forwarding it would count as a second Ctrl-C, which skips draining.
  process.on('SIGINT', () => process.stdin.isTTY || stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  const codes = children.map((child, i) => ended(child, commands[i].command));
  const first = await Promise.race(codes);
  stop('SIGTERM');
  await Promise.all(codes);
  clearInterval(watching);
  process.exit(first);
}

/** Read at start: later the parent may be the process that adopts orphans. */
const ancestors = ancestorsUpToNpm();
const lookEveryMs = 500;

/**
 * A supervisor may end only `npm`, with a signal that npm does not forward. This applies only under npm: a server that
 * was put into the background by hand keeps running when its shell closes.
 */
function whenNpmIsGone(act) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const watching = setInterval(() => {
    if (process.ppid === ancestors[0] && ancestors.every(isAlive)) return;
    clearInterval(watching);
    act();
  }, lookEveryMs);
  return watching.unref();
}

/** The parent is npm, or the shell in which npm runs scripts; then npm is the parent of that shell. */
function ancestorsUpToNpm() {
  if (process.platform === 'win32') return [process.ppid];
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(process.ppid)], { encoding: 'utf8' });
  const [, before, command] = /^\s*(\d+)\s+(.*\S)\s*$/.exec(stdout ?? '') ?? [];
  return /(^|[/-])(sh|bash|dash)$/.test(command ?? '') ? [process.ppid, Number(before)] : [process.ppid];
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function ended(child, command) {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}
