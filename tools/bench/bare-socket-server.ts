/**
 * A bare Socket.IO server: the cost of the same emits without access checks, ordering, replay and a log.
 *   node tools/bench/bare-socket-server.ts [--recovery] [--port 0]
 * `--recovery` turns on Socket.IO's connection state recovery.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { Server } from 'socket.io';

const { values } = parseArgs({
  options: { recovery: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
});

const http = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { event, payload, meta } = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
    io.to('public').emit(String(event), payload, meta);
    response.end('{}');
  });
});
const io = new Server(http, {
  perMessageDeflate: false,
  serveClient: false,
  ...(values.recovery && { connectionStateRecovery: { maxDisconnectionDuration: 120_000 } }),
});
io.on('connection', (socket) => {
  void socket.join('public');
  socket.emit('registered', { socketId: socket.id });
});
http.listen(Number(values.port), '127.0.0.1', () => console.log((http.address() as AddressInfo).port));
