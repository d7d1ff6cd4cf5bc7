export interface Figure {
  what: string;
  perSecond: number;
  medianMs: number;
  p99Ms: number;
}

export const percentile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

/** The same for values in any order. */
export const quantile = (values: readonly number[], part: number): number =>
  percentile(
    values.toSorted((a, b) => a - b),
    part,
  );

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export function figure(what: string, times: readonly number[], elapsedMs: number): Figure {
  const sorted = times.toSorted((a, b) => a - b);
  return {
    what,
    perSecond: (times.length / elapsedMs) * 1000,
    medianMs: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
  };
}

/** Measures as many requests as `clients` can send, each waiting for its answer before the next request. */
export async function closedLoop(
  what: string,
  count: number,
  clients: number,
  act: (serial: number, client: number) => Promise<unknown>,
): Promise<Figure> {
  const times: number[] = [];
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (next < count) {
        const serial = next++;
        const begun = performance.now();
        await act(serial, client);
        times.push(performance.now() - begun);
      }
    }),
  );
  return figure(what, times, performance.now() - started);
}

/** Sends at a fixed rate without waiting for answers. Latency counts from the due time, so that a queue is included. */
export async function openLoop(
  what: string,
  perSecond: number,
  seconds: number,
  act: (serial: number) => Promise<unknown>,
): Promise<Figure> {
  const times: number[] = [];
  const running: Promise<void>[] = [];
  const started = performance.now();
  for (let serial = 0; serial < perSecond * seconds; serial++) {
    const due = started + (serial * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(act(serial).then(() => void times.push(performance.now() - due)));
  }
  await Promise.all(running);
  return figure(what, times, performance.now() - started);
}
