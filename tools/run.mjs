// Child processes that end when we end, and whose failure is ours.
import { spawn, spawnSync } from 'node:child_process';

/** Runs to the end. Quiet: what it says is shown only when it fails. A failure ends this process with the same code. */
export async function run(command, args, { quiet = false, env = {} } = {}) {
  const child = spawn(command, args, {
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: { ...process.env, ...env },
  });
  const said = [];
  child.stdout?.on('data', (chunk) => said.push(chunk));
  child.stderr?.on('data', (chunk) => said.push(chunk));
  const code = await ended(child, command);
  if (code !== 0) {
    process.stderr.write(Buffer.concat(said));
    console.error(`\n${command} ${args.join(' ')} failed (${code}).`);
    process.exit(code);
  }
}

/**
 * Lives until it or we are told to stop; several are stopped together as soon as one of them ends. `endsWithUs`: the
 * child has a channel to this process and stops when it closes, so that it does not outlive us when we are killed.
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
  // A terminal sends Ctrl-C to the children as well: passing it on would look like a second, impatient one.
  process.on('SIGINT', () => process.stdin.isTTY || stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  const codes = children.map((child, i) => ended(child, commands[i].command));
  const first = await Promise.race(codes);
  stop('SIGTERM');
  await Promise.all(codes);
  clearInterval(watching);
  process.exit(first);
}

/** As we were started: later it may be whoever adopts orphans. */
const ancestors = ancestorsUpToNpm();
const lookEveryMs = 500;

/**
 * A supervisor may end `npm` alone, by a signal that npm does not pass on. Only under npm: a server that was put into
 * the background by hand goes on when its shell closes.
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

/** Our parent is npm, or the shell that npm runs scripts with: then the one before it is. */
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
