import { fileURLToPath } from 'node:url';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import type { Logger as Pino } from 'pino';
import { AppModule } from '../app.module.ts';
import type { Config } from '../common/config/env.ts';
import { serveDocumentation } from '../common/documentation/documentation.ts';
import { readBodies } from '../common/http/bodies.ts';
import { compressPages, serveConsole } from '../common/http/console.ts';
import { refuseForeignHosts } from '../common/http/hosts.ts';
import { patience } from '../common/http/timeouts.ts';
import { ProblemFilter } from '../infrastructure/problems/problem.filter.ts';
import { secure } from '../common/http/security.ts';
import { Strangers, type Trusts } from '../common/http/ip-rate-limit.ts';
import { requestLogger, withoutStartChat } from '../infrastructure/observability/logging.ts';
import { Metrics } from '../infrastructure/observability/metrics.ts';
import { SocketAdmin } from '../operations/socket-admin.ts';
import { version } from '../infrastructure/observability/version.ts';
import { CommandDispatcher } from '../realtime/gateway/commands/command-dispatcher.ts';
import { PacketGate } from '../realtime/gateway/handshake/packet-gate.ts';
import { RedisLine } from '../realtime/cluster/redis-line.ts';
import { SocketAdapter } from '../realtime/gateway/socket.adapter.ts';
import { WorkerBus } from '../infrastructure/workers/worker-bus.ts';

const builtConsole = fileURLToPath(new URL('../../../admin/dist/browser', import.meta.url));

/** The whole server, up to but not including the open port. What comes first here sees a request first. */
export async function createApp(
  config: Config,
  logger: Pino,
  coworkers = new WorkerBus(),
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(config, logger, coworkers), {
    bodyParser: false,
    // A provider's signature covers the bytes as they came.
    rawBody: true,
    // Until there is our own: what goes wrong before that is thrown, and told by whoever started us.
    logger: false,
    abortOnError: false,
    routeConflictPolicy: { duplicate: 'error', shadow: 'error' },
    routeResolutionStrategy: 'specificity',
  });
  app.useLogger(withoutStartChat(app.get(Logger)));
  const express = app.getHttpAdapter().getInstance() as {
    router: object;
    get(setting: 'trust proxy fn'): Trusts;
  };
  // One spelling for each address, so that a rule for `/metrics`, here or in a proxy, also covers what answers there.
  // Not by `set('case sensitive routing')`: Nest makes the router before, and Express reads that setting only then.
  Object.assign(express.router, { caseSensitive: true });
  app.set('trust proxy', config.trustedProxies);
  app.set('query parser', 'simple');
  // Nothing of the API may be kept, so there is nothing to compare; files have tags of their own.
  app.set('etag', false);
  app.use(requestLogger(logger));
  app.use(app.get(Metrics).time);
  secure(app, config);
  refuseForeignHosts(app, config);
  const strangers = new Strangers(config.rateLimitFactor, express.get('trust proxy fn'));
  strangers.guard(app);
  compressPages(app);
  serveConsole(app, builtConsole);
  serveDocumentation(app, version);
  app.get(SocketAdmin).serve(app);
  readBodies(app);
  app.useGlobalFilters(new ProblemFilter());
  patience(app.getHttpServer(), config.requestSeconds);
  app.useWebSocketAdapter(
    new SocketAdapter(
      app.getHttpServer(),
      config,
      app.get(CommandDispatcher),
      coworkers,
      app.get(RedisLine),
      strangers,
      app.get(PacketGate),
    ),
  );
  return app;
}
