import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from 'pino';
import type { Config } from '../common/config/env.ts';
import { Demo } from './demo/demo.ts';
import { demoAccounts, demoPassword } from '../modules/console/demo-accounts.ts';
import { SocketAdmin } from '../operations/socket-admin.ts';

/** Prints the addresses and demo accounts, or logs one line in production. */
export async function printStartBanner(
  app: NestExpressApplication,
  config: Config,
  logger: Logger,
  port: number,
): Promise<void> {
  const host = ['0.0.0.0', '::'].includes(config.host) ? 'localhost' : config.host;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (config.production) {
    logger.info({ url, store: config.mongodbUri ? 'mongodb' : 'embedded' }, 'Passline is ready');
    return;
  }
  const lines = [
    '',
    `  Passline is ready: ${url}`,
    '',
    `  console   ${url}/`,
    `  API       ${url}/api/v1   described at ${url}/docs`,
    `  health    ${url}/health`,
    ...socketAdmin(url, app.get(SocketAdmin).generated),
    ...((await app.get(Demo).exists()) ? demo : []),
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

const socketAdmin = (url: string, generated: SocketAdmin['generated']) =>
  generated
    ? [`  sockets   ${url}/socket-admin/   as ${generated.user}, password ${generated.password}`]
    : [];

const demo = [
  '',
  `  Demo accounts, all with the password ${demoPassword}`,
  ...demoAccounts.map(({ email, role, name }) => `  ${role.padEnd(9)} ${email.padEnd(34)} ${name}`),
];
