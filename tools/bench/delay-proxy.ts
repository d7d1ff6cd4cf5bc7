/** A proxy between a node and the store that delays every message, by the given milliseconds for a round trip. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

const [target = '', ms = '5'] = process.argv.slice(2);
const { hostname, port } = new URL(target);
const half = Number(ms) / 2;

function delayed(from: Socket, to: Socket): void {
  from.on('data', (chunk: Buffer) => setTimeout(() => to.writable && to.write(chunk), half));
  from.on('close', () => setTimeout(() => to.destroy(), half));
  from.on('error', () => to.destroy());
}

const server = createServer({ noDelay: true }, (client) => {
  const store = connect({ host: hostname, port: Number(port), noDelay: true });
  delayed(client, store);
  delayed(store, client);
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
