import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { guardedLookup } from './public-endpoint.ts';

export interface PostAnswer {
  status: number;
  /** In seconds, from the Retry-After header. */
  retryAfter: number | null;
  /** The beginning of the body. */
  text: string;
}

interface Post {
  headers: Record<string, string>;
  body: Buffer | string | null;
  timeoutMs: number;
  signal: AbortSignal;
  /** Allows private addresses, for tests and closed networks. */
  local: boolean;
}

const mostText = 1_000;

/** Sends one POST to a URL that a client has chosen. It follows no redirects, which could lead into the network. */
export function post(
  address: string,
  { headers, body, timeoutMs, signal, local }: Post,
): Promise<PostAnswer> {
  const url = new URL(address);
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? secure : plain)(
      url,
      {
        method: 'POST',
        headers,
        signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), signal]),
        ...(!local && { lookup: guardedLookup }),
      },
      (response) => {
        const wait = Number(response.headers['retry-after']);
        let text = '';
        const answer = () =>
          resolve({
            status: response.statusCode ?? 0,
            retryAfter: Number.isFinite(wait) && wait > 0 ? wait : null,
            text: text.slice(0, mostText),
          });
        response.setEncoding('utf8').on('data', (chunk: string) => {
          if (text.length >= mostText) return;
          text += chunk;
          // The rest of a long answer says nothing more, and could go on for ever.
          if (text.length >= mostText) {
            answer();
            request.destroy();
          }
        });
        response.once('end', answer).once('error', reject);
      },
    );
    request.once('error', reject);
    request.end(body);
  });
}
