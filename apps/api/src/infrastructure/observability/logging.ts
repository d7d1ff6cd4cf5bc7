import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LoggerService } from '@nestjs/common';
import type { Request } from 'express';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { type HttpLogger, pinoHttp } from 'pino-http';
import pretty from 'pino-pretty';
import type { Config } from '../../common/config/env.ts';
import { requestId } from '../../common/http/request-id.ts';
import { Storms, likenessOf } from './log-sampling.ts';
import type { WorkerSlot } from '../workers/messages.ts';

/** Whatever is logged by mistake under these names, at any of the first levels, is not written. */
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
const paths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export type StormProofLogger = Logger & { storms: Storms };

/** `seat`: of a worker, whose lines go to the one log through the primary. */
export function createLogger(
  config: Pick<Config, 'logLevel'>,
  { to, seat = null }: { to?: DestinationStream; seat?: WorkerSlot | null } = {},
): StormProofLogger {
  const options: LoggerOptions = {
    level: config.logLevel,
    redact: { paths: [...paths, '*["x-internal-key"]', '*.*["x-internal-key"]'], censor: '[redacted]' },
    base: seat ? { worker: seat.number } : null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
    hooks: {
      logMethod(args, write, level) {
        const like = likenessOf(level, args);
        if (like === null || storms.lets(level, like)) write.apply(this, args);
      },
    },
  };
  const stream = to ?? ((seat?.terminal ?? process.stdout.isTTY) ? onTerminal() : undefined);
  const logger = stream ? pino(options, stream) : pino(options);
  const storms = new Storms((level, suppressed, like) => {
    const line = { suppressed, like, msg: `suppressed ${suppressed.toLocaleString('en')} like it` };
    if (level >= errorLevel) logger.error(line);
    else logger.warn(line);
  });
  return Object.assign(logger, { storms });
}

const errorLevel = 50;
const onTerminal = () =>
  pretty({ colorize: true, ignore: 'context', messageFormat: '{if context}{context}: {end}{msg}' });

/** Without the query, and without the token that is a tracking link: whoever reads the log may not follow it. */
const pathOf = (url: string) =>
  url
    .split('?')[0]
    ?.replace(/(\/track\/).+/, '$1…')
    .slice(0, 300);

const probes = /^\/(health|metrics)/;

/** One line per request. Nothing that a caller sent is in it but method and path: a query may hold what is private. */
export const requestLogger = (logger: Logger): HttpLogger =>
  pinoHttp({
    logger,
    genReqId: requestId,
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId' },
    serializers: {
      req: ({ method, url }: { method: string; url: string }) => ({ method, path: pathOf(url) }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
    },
    customLogLevel: (request, response, error) => {
      if (error || response.statusCode >= 500) return 'error';
      return probes.test(request.url ?? '') ? 'silent' : 'info';
    },
    customSuccessObject: (request, _response, line: object) => ({ ...line, ...facts(request) }),
    customErrorObject: (request, _response, _error, line: object) => ({ ...line, ...facts(request) }),
    customSuccessMessage: summary,
    customErrorMessage: summary,
  });

const summary = (request: IncomingMessage, response: ServerResponse) =>
  `${request.method ?? ''} ${String(response.statusCode)}`;

function facts(request: IncomingMessage) {
  const { caller, problem } = request as Request;
  return { ...(caller && { userId: caller.id }), ...(problem && { problem }) };
}

const chatty = new Set<unknown>([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
  'WebSocketsController',
]);

/** Nest tells of every part and route when it starts: who looks for that asks for the level `debug`. */
export const withoutStartChat = (log: LoggerService): LoggerService => ({
  log: (message: unknown, ...rest: unknown[]): void => {
    if (chatty.has(rest.at(-1))) log.debug?.(message, ...rest);
    else log.log(message, ...rest);
  },
  error: (message: unknown, ...rest: unknown[]): void => void log.error(message, ...rest),
  warn: (message: unknown, ...rest: unknown[]): void => void log.warn(message, ...rest),
  debug: (message: unknown, ...rest: unknown[]): void => void log.debug?.(message, ...rest),
  verbose: (message: unknown, ...rest: unknown[]): void => void log.verbose?.(message, ...rest),
  fatal: (message: unknown, ...rest: unknown[]): void => void log.fatal?.(message, ...rest),
});
