// Child processes that end when we end, and whose failure is ours.
import { spawn } from 'node:child_process';

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

/** Lives until it or we are told to stop; several are stopped together as soon as one of them ends. */
export async function serve(...commands) {
  const children = commands.map(({ command, args, env = {} }) =>
    spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }),
  );
  const stop = (signal) => children.forEach((child) => child.kill(signal));
  // A terminal sends Ctrl-C to the children as well: passing it on would look like a second, impatient one.
  process.on('SIGINT', () => process.stdin.isTTY || stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  const codes = children.map((child, i) => ended(child, commands[i].command));
  const first = await Promise.race(codes);
  stop('SIGTERM');
  await Promise.all(codes);
  process.exit(first);
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
