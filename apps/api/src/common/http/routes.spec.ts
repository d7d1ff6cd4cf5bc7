import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type Call, calls, fullPath } from '@passline/contracts';
import { AppModule } from '../../app.module.ts';
import { createApp } from '../../bootstrap/application.ts';
import { readConfig } from '../config/env.ts';
import { createLogger } from '../../infrastructure/observability/logging.ts';
import { SERVED, type Served } from './serve.decorator.ts';

let app: NestExpressApplication;
let dataDir: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'passline-routes-'));
  const config = readConfig({ DATA_DIR: dataDir, DEMO: 'off', LOG_LEVEL: 'silent' });
  app = await createApp(AppModule, config, createLogger(config));
  await app.init();
});
afterAll(async () => {
  await app.close();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Route {
  name: string;
  method: string;
  path: string;
  served: Served | undefined;
}

/** Every controller method that Nest has bound to a path, with or without @Serve. */
function routes(): Route[] {
  const reflector = app.get(Reflector);
  const scanner = new MetadataScanner();
  return controllers().flatMap(({ instance, metatype }) =>
    scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object).flatMap((name) => {
      const handler = (instance as Record<string, () => unknown>)[name]!;
      const path = Reflect.getMetadata('path', handler) as string | undefined;
      if (path === undefined) return [];
      const method = RequestMethod[Reflect.getMetadata('method', handler) as RequestMethod];
      const served = reflector.get<Served | undefined>(SERVED, handler);
      return [{ name: `${metatype.name}.${name}`, method, path, served }];
    }),
  );
}

function controllers(): { instance: object; metatype: { name: string } }[] {
  return new DiscoveryService(app.get(ModulesContainer))
    .getControllers()
    .flatMap(({ instance, metatype }) =>
      instance && metatype ? [{ instance: instance as object, metatype: metatype as { name: string } }] : [],
    );
}

const label = (method: string, path: string) => `${method} ${path}`;

test('every route serves a call of the contract, so none is open by mistake', () => {
  const found = routes();
  expect(found.length).toBeGreaterThan(20);
  expect(found.filter(({ served }) => !served).map(({ name }) => name)).toEqual([]);
  expect(found.filter(({ served }) => !Object.values<Call>(calls).includes(served!.call))).toEqual([]);
  for (const { method, path, served } of found)
    expect(label(method, path)).toBe(label(served!.call.method, fullPath(served!.call)));
});

test('every call of the contract is served exactly once', () => {
  const served = routes().map(({ method, path }) => label(method, path));
  const known = Object.values<Call>(calls).map((call) => label(call.method, fullPath(call)));
  expect(served.sort()).toEqual(known.sort());
});
