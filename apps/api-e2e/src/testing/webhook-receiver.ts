import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedWebhook {
  id: string;
  type: string;
  traceparent: string | undefined;
  body: { type: string; version: number; restaurantId: string; data: Record<string, unknown> };
  /** Whether a signature of the request was made with this secret. */
  isSignedWith(secret: string): boolean;
}

type Behaviour = (received: ReceivedWebhook) => number | 'hang';

/** A server of a restaurant's other software, which can fail, hang and restart. */
export class WebhookReceiver {
  /** Every attempt, in the order of arrival. */
  readonly attempts: ReceivedWebhook[] = [];
  /** Those that it accepted. */
  readonly accepted: ReceivedWebhook[] = [];
  behave: Behaviour = () => 204;
  #server: Server | undefined;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}/passline`;
  }

  async start(): Promise<this> {
    this.#server = createServer((request, response) => {
      void read(request).then((received) => {
        this.attempts.push(received);
        const answer = this.behave(received);
        if (answer === 'hang') return;
        if (answer < 300) this.accepted.push(received);
        response.writeHead(answer).end(answer < 300 ? '' : 'not today');
      });
    });
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
    if (this.#server) await once(this.#server, 'close');
    this.#server = undefined;
  }
}

async function read(request: IncomingMessage): Promise<ReceivedWebhook> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
  const header = (name: string) => String(request.headers[`webhook-${name}`]);
  const [id, timestamp, signatures] = [header('id'), header('timestamp'), header('signature').split(' ')];
  const body = JSON.parse(text) as ReceivedWebhook['body'];
  return {
    id,
    type: body.type,
    body,
    traceparent: request.headers['traceparent']?.toString(),
    // As the specification of Standard Webhooks says, without the code that signed it.
    isSignedWith: (secret) => {
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64');
      return signatures.includes(`v1,${expected}`);
    },
  };
}
