import type { Request } from 'express';
import { type Call, Refusal } from '@passline/contracts';
import { mediaTypeOf } from './media-type.ts';

/** The bytes of a body that is a file. It stops at the limit, whatever the client has declared. */
export async function readFile(
  request: Request,
  { types, most }: NonNullable<Call['bytes']>,
): Promise<Buffer> {
  if (!types.includes(mediaTypeOf(request)))
    throw new Refusal(
      'unsupported_media_type',
      `The body must be a file. Send it with the header Content-Type and one of ${types.join(', ')}.`,
    );
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge(most);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Without this option the connection would be closed before the client has read why.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > most) throw tooLarge(most);
      chunks.push(chunk);
    }
  } catch (cause) {
    // Takes what is still on its way, until the time for a request is over. Otherwise the connection would serve no other.
    request.resume();
    if (cause instanceof Refusal) throw cause;
    throw new Refusal('validation_failed', 'The connection ended within the file.', { cause });
  }
  return Buffer.concat(chunks);
}

const tooLarge = (most: number) =>
  new Refusal('payload_too_large', `The file may have at most ${most / 1024 / 1024} MiB.`);
