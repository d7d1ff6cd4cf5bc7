/** Packets of anonymous clients on one connection, from another address. Limited in time and number. */
import { setTimeout as pause } from 'node:timers/promises';

const batch = 50;
const pauseMs = 10;

/** Floods and resolves with the number of sent packets. Reopens a connection that the server closes. */
export async function flood(
  url: string,
  greeting: string | undefined,
  packet: string,
  seconds: number,
): Promise<number> {
  const endAt = Date.now() + seconds * 1_000;
  let sent = 0;
  while (Date.now() < endAt) {
    const socket = await open(url);
    if (socket === undefined) {
      await pause(200);
      continue;
    }
    if (greeting !== undefined) socket.send(greeting);
    while (Date.now() < endAt && socket.readyState === WebSocket.OPEN && socket.bufferedAmount < 1_000_000) {
      for (let each = 0; each < batch; each += 1) socket.send(packet);
      sent += batch;
      await pause(pauseMs);
    }
    socket.close();
    await pause(50);
  }
  return sent;
}

async function open(url: string): Promise<WebSocket | undefined> {
  const headers = { 'x-forwarded-for': '203.0.113.7' };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
    headers,
  });
  return new Promise((resolve) => {
    socket.addEventListener('open', () => resolve(socket));
    socket.addEventListener('error', () => resolve(undefined));
    socket.addEventListener('close', () => resolve(undefined));
    setTimeout(() => {
      if (socket.readyState !== WebSocket.CONNECTING) return;
      socket.close();
      resolve(undefined);
    }, 2_000);
  });
}
