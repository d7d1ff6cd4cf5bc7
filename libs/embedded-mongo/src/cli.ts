#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startEngine } from './index.ts';

process.umask(0o077);

const { values } = parseArgs({
  options: {
    path: { type: 'string' },
    host: { type: 'string' },
    port: { type: 'string' },
    socket: { type: 'string' },
    'without-secret': { type: 'boolean' },
    verbose: { type: 'boolean' },
  },
});

if (values.path === undefined) {
  process.stderr.write(
    'usage: cli.js --path <directory> [--socket <path> | --port <n> [--host <address>] [--without-secret]] [--verbose]\n',
  );
  process.exit(2);
}

try {
  const engine = await startEngine({
    path: values.path,
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
    ...(values['without-secret'] ? { secret: false } : {}),
    ...(values.socket === undefined ? {} : { socketPath: values.socket }),
    log: (line) => {
      if (values.verbose) process.stderr.write(`${line}\n`);
    },
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void engine.close());
  process.stdout.write(`${JSON.stringify({ uri: engine.uri })}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
