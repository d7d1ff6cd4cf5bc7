import { fileURLToPath } from 'node:url';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import type { Logger as Pino } from 'pino';
import type { Config } from '../common/config/env.ts';
import { ServiceEvents } from '../operations/service-events.ts';
import { serveDocumentation } from '../common/documentation/documentation.ts';
import { readBodies } from '../common/http/json-bodies.ts';
import { compressPages, servePages } from '../common/http/serve-pages.ts';
import { refuseForeignHosts } from '../common/http/host-check.ts';
import { setTimeouts } from '../common/http/timeouts.ts';
import { Admission } from '../infrastructure/admission/admission.ts';
import { ProblemFilter } from '../infrastructure/problems/problem.filter.ts';
import { secure } from '../common/http/security-headers.ts';
import type { TrustsProxy } from '../common/http/client-address.ts';
import { IpRateLimit } from '../common/http/ip-rate-limit.ts';
import { quietStartLogs } from '../infrastructure/observability/logging.ts';
import { requestLogger } from '../infrastructure/observability/request-log.ts';
import { Metrics } from '../infrastructure/observability/metrics.ts';
import { RestaurantsService } from '../modules/restaurants/restaurants.service.ts';
import { SocketAdmin } from '../operations/socket-admin.ts';
import { version } from '../infrastructure/observability/version.ts';
import { CommandDispatcher } from '../realtime/gateway/commands/command-dispatcher.ts';
import { PacketGate } from '../realtime/gateway/handshake/packet-gate.ts';
import { ClusterAdapter } from '../realtime/cluster/cluster-adapter.ts';
import { SocketAdapter } from '../realtime/gateway/socket.adapter.ts';
import { Tracing } from '../infrastructure/tracing/tracing.ts';
import { WorkerBus } from '../infrastructure/workers/worker-bus.ts';

const builtApp = (name: string) => fileURLToPath(new URL(`../../../${name}/dist/browser`, import.meta.url));

/** All modules of the server, handed in because the table of contents is above this folder. */
export interface RootModule {
  with(config: Config, logger: Pino, workerBus: WorkerBus, tracing: Tracing): DynamicModule;
}

/** Builds the whole server without opening the port. The order matters: middleware runs in the order it is added. */
export async function createApp(
  root: RootModule,
  config: Config,
  logger: Pino,
  workerBus = new WorkerBus(),
): Promise<NestExpressApplication> {
  const tracing = await Tracing.open(config.tracing, version);
  const app = await NestFactory.create<NestExpressApplication>(
    root.with(config, logger, workerBus, tracing),
    {
      bodyParser: false,
      // Payment providers sign the raw bytes of the body.
      rawBody: true,
      // Nest's own logger is off. An error before `useLogger` is thrown, and the caller prints it.
      logger: false,
      abortOnError: false,
      routeConflictPolicy: { duplicate: 'error', shadow: 'error' },
      routeResolutionStrategy: 'specificity',
    },
  );
  app.useLogger(quietStartLogs(app.get(Logger)));
  const express = app.getHttpAdapter().getInstance() as {
    router: object;
    get(setting: 'trust proxy fn'): TrustsProxy;
  };
  // Case-sensitive paths: otherwise `/METRICS` would bypass a proxy's rule for `/metrics`. `set('case sensitive routing')`
  // has no effect, because Nest creates the router before.
  Object.assign(express.router, { caseSensitive: true });
  app.set('trust proxy', config.trustedProxies);
  app.set('query parser', 'simple');
  // API answers must not be cached, so they need no ETag. Static files set their own.
  app.set('etag', false);
  app.use(requestLogger(logger, tracing));
  app.use(app.get(Metrics).time);
  secure(app, config);
  refuseForeignHosts(app, config);
  const ipLimit = new IpRateLimit(config.rateLimitFactor, express.get('trust proxy fn'));
  ipLimit.guard(app);
  app.get(Admission).guard(app);
  compressPages(app);
  const restaurants = app.get(RestaurantsService);
  const built = {
    console: builtApp('admin'),
    storefront: builtApp('storefront'),
    courier: builtApp('courier'),
  };
  servePages(app, built, async (path) => {
    const [, slug] = /^\/r\/([\w-]+)(\/|$)/.exec(path) ?? [];
    return slug === undefined ? [] : restaurants.embedOriginsOf(slug);
  });
  serveDocumentation(app, version, () => app.get(ServiceEvents).list());
  app.get(SocketAdmin).serve(app);
  readBodies(app);
  app.useGlobalFilters(new ProblemFilter());
  setTimeouts(app.getHttpServer(), config.requestSeconds);
  app.useWebSocketAdapter(
    new SocketAdapter(
      app.getHttpServer(),
      config,
      app.get(CommandDispatcher),
      app.get(ClusterAdapter),
      ipLimit,
      app.get(PacketGate),
    ),
  );
  return app;
}
