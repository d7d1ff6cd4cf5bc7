import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import pretty from 'pino-pretty';
import type { Config } from '../../common/config/env.ts';
import { LogSampler, maxKinds, samplingKeyOf } from './log-sampling.ts';
import { ofThisRequest } from '../tracing/request-context.ts';
import type { WorkerSlot } from '../workers/worker-messages.ts';

/** Fields with these names are removed from log lines, up to the third level, in case they are logged by mistake. */
const secrets = [
  'password',
  'passwordHash',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'cookie',
  'seed',
];
const secretPaths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export type SampledLogger = Logger & { sampler: LogSampler };

/** `slot`: the slot of a worker, which writes its log through the primary. */
export function createLogger(
  config: Pick<Config, 'logLevel'>,
  { to, slot = null }: { to?: DestinationStream; slot?: WorkerSlot | null } = {},
): SampledLogger {
  const options: LoggerOptions = {
    level: config.logLevel,
    redact: {
      paths: [...secretPaths, '*["x-internal-key"]', '*.*["x-internal-key"]'],
      censor: '[redacted]',
    },
    base: slot ? { worker: slot.number } : null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
    mixin: ofThisRequest,
    hooks: {
      logMethod(args, write, level) {
        const like = samplingKeyOf(level, args);
        if (like === null || sampler.mayWrite(level, like)) write.apply(this, args);
      },
    },
  };
  const stream = to ?? ((slot?.terminal ?? process.stdout.isTTY) ? prettyStream() : undefined);
  const logger = stream ? pino(options, stream) : pino(options);
  const sampler = new LogSampler((level, suppressed, like) => {
    const what =
      like === null
        ? `lines of more than ${inEnglish(maxKinds)} kinds, which are not counted separately`
        : 'similar lines';
    const line = { suppressed, like, msg: `suppressed ${inEnglish(suppressed)} ${what}` };
    if (level >= errorLevel) logger.error(line);
    else logger.warn(line);
  });
  return Object.assign(logger, { sampler });
}

const inEnglish = (count: number) => count.toLocaleString('en');
const errorLevel = 50;
const prettyStream = () =>
  pretty({ colorize: true, ignore: 'context', messageFormat: '{if context}{context}: {end}{msg}' });

const startContexts = new Set<unknown>([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
  'WebSocketsController',
]);

/** Nest logs every module and route at its start. These lines get the level `debug`. */
export const quietStartLogs = (log: LoggerService): LoggerService => ({
  log: (message: unknown, ...rest: unknown[]): void => {
    if (startContexts.has(rest.at(-1))) log.debug?.(message, ...rest);
    else log.log(message, ...rest);
  },
  error: (message: unknown, ...rest: unknown[]): void => void log.error(message, ...rest),
  warn: (message: unknown, ...rest: unknown[]): void => void log.warn(message, ...rest),
  debug: (message: unknown, ...rest: unknown[]): void => void log.debug?.(message, ...rest),
  verbose: (message: unknown, ...rest: unknown[]): void => void log.verbose?.(message, ...rest),
  fatal: (message: unknown, ...rest: unknown[]): void => void log.fatal?.(message, ...rest),
});
