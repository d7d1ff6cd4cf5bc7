import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { CuttingProxy } from './cutting-proxy.ts';

let server: Server;
let far: Socket[];
let proxy: CuttingProxy;
beforeEach(async () => {
  far = [];
  server = createServer((socket) => {
    far.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => socket.write(chunk));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  proxy = await CuttingProxy.to((server.address() as AddressInfo).port);
});
afterEach(async () => {
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

const dial = async () => {
  const socket = connect(proxy.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
};
/** Unlike `once`, ignores an earlier error event. */
const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));
const say = async (socket: Socket, word: string) => {
  let received = '';
  socket.write(word);
  while (received.length < word.length) received += String((await once(socket, 'data'))[0]);
  return received;
};

it('forwards data in order, also when the delay changes', async () => {
  const socket = await dial();
  expect(await say(socket, 'hello')).toBe('hello');
  proxy.delay(10);
  expect(await say(socket, 'slow')).toBe('slow');
  const words = Array.from({ length: 50 }, (_, index) => `word ${index};`);
  let received = '';
  socket.on('data', (chunk) => (received += String(chunk)));
  for (const [index, word] of words.entries()) {
    proxy.delay(index % 3);
    await new Promise((resolve) => socket.write(word, resolve));
  }
  while (received.length < words.join('').length) await once(socket, 'data');
  expect(received).toBe(words.join(''));
});

it('cuts both ends', async () => {
  const socket = await dial();
  await say(socket, 'hello');
  const ends = Promise.all([closed(socket), closed(far[0]!)]);
  proxy.cut();
  await ends;
  expect(await say(await dial(), 'again')).toBe('again');
});

it('closes cleanly when one end does', async () => {
  const socket = await dial();
  await say(socket, 'hello');
  const end = closed(socket);
  far[0]!.end();
  socket.end();
  await end;
});

it('swallows data without closing, and leaves nothing open', async () => {
  const socket = await dial();
  await say(socket, 'hello');
  let received = 0;
  far[0]!.on('data', () => received++);
  proxy.halfOpen();
  await new Promise((resolve) => socket.write('lost', resolve));
  socket.destroy();
  await closed(socket);
  proxy.heal();
  expect(await say(await dial(), 'new')).toBe('new');
  expect(received).toBe(0);
  expect(far[0]!.destroyed).toBe(false);
  expect(proxy.open).toBe(2);
});

it('rejects new connections and keeps the open ones', async () => {
  const socket = await dial();
  await say(socket, 'hello');
  proxy.refuse();
  const refused = connect(proxy.port, '127.0.0.1');
  refused.on('error', () => undefined);
  await closed(refused);
  expect(await say(socket, 'still here')).toBe('still here');
  expect(proxy.accepted).toBe(2);
});
