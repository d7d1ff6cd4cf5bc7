/** A bare Socket.IO server: the cost of the same emits without access checks, ordering, replay and a log. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

const http = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { event, payload, meta } = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
    io.to('public').emit(String(event), payload, meta);
    response.end('{}');
  });
});
const io = new Server(http, { perMessageDeflate: false, serveClient: false });
io.on('connection', (socket) => {
  void socket.join('public');
  socket.emit('registered', { socketId: socket.id });
});
http.listen(0, '127.0.0.1', () => console.log((http.address() as AddressInfo).port));
