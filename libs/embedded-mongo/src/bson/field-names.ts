const slots = 4096;
const longestName = 64;
const known = new Array<{ bytes: Buffer; name: string } | undefined>(slots).fill(undefined);

/**
 * The field name in these bytes. Most documents have the same few names, so they are kept: making a string of bytes, and
 * looking it up as the key of an object for the first time, costs more than the rest of decoding.
 */
export function nameAt(buffer: Buffer, start: number, end: number): string {
  const length = end - start;
  if (length === 0 || length > longestName) return buffer.toString('utf8', start, end);
  let hash = length;
  for (let at = start; at < end; at++) hash = (hash * 31 + (buffer[at] ?? 0)) | 0;
  const slot = hash & (slots - 1);
  const found = known[slot];
  if (found?.bytes.length === length && isAt(buffer, start, found.bytes)) return found.name;
  // As the key of an object, the string becomes the one that V8 compares by its address.
  const [name = ''] = Object.keys({ [buffer.toString('utf8', start, end)]: 0 });
  known[slot] = { bytes: Buffer.from(buffer.subarray(start, end)), name };
  return name;
}

function isAt(buffer: Buffer, start: number, bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at++) if (buffer[start + at] !== bytes[at]) return false;
  return true;
}
