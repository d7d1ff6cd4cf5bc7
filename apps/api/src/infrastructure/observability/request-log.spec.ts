import { once } from 'node:events';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import express from 'express';
import { createLogger } from './logging.ts';
import { requestLogger } from './request-log.ts';

type Line = Record<string, unknown>;
const lines: Line[] = [];
const written = new Map<string, PromiseWithResolvers<Line>>();
const lineOf = (requestId: string) => {
  const line = Promise.withResolvers<Line>();
  written.set(requestId, line);
  return line.promise;
};
const to = new Writable({
  write(chunk: Buffer, _encoding, done) {
    const line = JSON.parse(chunk.toString()) as Line;
    lines.push(line);
    if (line['req']) written.get(String(line['requestId']))?.resolve(line);
    done();
  },
});
let server: Server;
let url: string;

beforeAll(async () => {
  const logger = createLogger({ logLevel: 'info' }, { to });
  const app = express();
  app.use(requestLogger(logger));
  app.get('/orders', (_request, response) => {
    setImmediate(() => {
      logger.info('written while the request is handled');
      response.send('done');
    });
  });
  app.get('/never', (request) => request.socket.destroy());
  app.get('/fails', (_request, response) => {
    response.err = new Error('the disk is full');
    response.sendStatus(500);
  });
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const request = (path: string, requestId: string) =>
  new Promise((resolve) => {
    get(`${url}${path}`, { headers: { 'x-request-id': requestId } }, (response) =>
      response.resume().once('end', resolve),
    ).once('error', resolve);
  });

test('a request has one line, and the lines written meanwhile have its id', async () => {
  const line = lineOf('request-1');
  await request('/orders?name=Anna', 'request-1');
  expect(await line).toMatchObject({
    level: 'info',
    req: { method: 'GET', path: '/orders' },
    res: { statusCode: 200 },
    responseTime: expect.any(Number) as number,
    msg: 'GET 200',
  });
  expect(lines.filter(({ requestId }) => requestId === 'request-1').map(({ msg }) => msg)).toEqual([
    'written while the request is handled',
    'GET 200',
  ]);
});

test('a request whose client left has a line too', async () => {
  const line = lineOf('request-2');
  await request('/never', 'request-2');
  expect(await line).toMatchObject({ req: { path: '/never' } });
});

test('a failed request has the error', async () => {
  const line = lineOf('request-3');
  await request('/fails', 'request-3');
  expect(await line).toMatchObject({ level: 'error', err: { message: 'the disk is full' }, msg: 'GET 500' });
});

test('probes have no line', async () => {
  await request('/health/live', 'request-4');
  const line = lineOf('request-5');
  await request('/orders', 'request-5');
  await line;
  expect(lines.filter(({ requestId }) => requestId === 'request-4')).toEqual([]);
});
