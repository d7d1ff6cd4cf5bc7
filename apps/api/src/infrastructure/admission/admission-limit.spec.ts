import { AdmissionLimit, type Admitted } from './admission-limit.ts';

const intervalMs = 500;

/** A limit with a clock that the test moves. Requests are admitted and ended by hand. */
function withClock(options = { targetMs: 300, least: 4 }) {
  const limit = new AdmissionLimit(options);
  const flying: Admitted[] = [];
  let now = 0;
  const send = (count: number) => {
    const admitted = Array.from({ length: count }, () => limit.admit(now)).filter((one) => one !== null);
    flying.push(...admitted);
    return admitted.length;
  };
  const answerNewest = (count: number) => {
    for (const admitted of flying.splice(flying.length - count, count)) limit.end(admitted, now, true);
  };
  const answerOldest = (count: number) => {
    for (const admitted of flying.splice(0, count)) limit.end(admitted, now, true);
  };
  const answer = () => answerNewest(flying.length);
  const adjust = (lagMs: number) => limit.adjust(lagMs, now);
  return {
    limit,
    send,
    answer,
    answerNewest,
    answerOldest,
    adjust,
    pass: (ms: number) => void (now += ms),
    /** An interval with this lag of what is shared, in which `count` requests are sent and answered. */
    interval: (lagMs: number, count: number) => {
      const admitted = send(count);
      answer();
      now += intervalMs;
      adjust(lagMs);
      return admitted;
    },
  };
}

test('without lag nothing is refused, however many requests there are', () => {
  const { interval, limit } = withClock();
  for (let at = 0; at < 20; at += 1) expect(interval(0, 1_000)).toBe(1_000);
  expect(limit.limit).toBe(Infinity);
});

test('the limit falls in proportion to the lag, at most by half, and never below the least', () => {
  const { interval, limit } = withClock();
  interval(400, 100);
  expect(limit.limit).toBe(75);
  interval(3_000, 100);
  expect(limit.limit).toBe(37);
  for (let at = 0; at < 40; at += 1) interval(3_000, 100);
  expect(limit.limit).toBe(4);
  expect(interval(3_000, 100)).toBe(4);
});

test('a reduction is given as long as the lag lasts to show', () => {
  const { interval, limit } = withClock();
  interval(1_600, 100);
  expect(limit.limit).toBe(50);
  for (let at = 0; at < 3; at += 1) interval(1_600, 100);
  expect(limit.limit).toBe(50);
  interval(1_600, 100);
  expect(limit.limit).toBe(25);
});

test('between half of the target and the target the limit stays', () => {
  const { interval, limit } = withClock();
  interval(600, 100);
  for (const lag of [300, 151, 299]) interval(lag, 100);
  expect(limit.limit).toBe(50);
});

test('when the lag is gone the limit doubles while requests press, and goes as soon as none is refused', () => {
  const { interval, limit } = withClock();
  interval(600, 100);
  interval(0, 100);
  expect(limit.limit).toBe(100);
  interval(0, 90);
  expect(limit.limit).toBe(Infinity);
});

test('lag while few requests are in flight refuses none: they do not wait for each other', () => {
  const { interval, limit } = withClock();
  for (let at = 0; at < 10; at += 1) expect(interval(5_000, 4)).toBe(4);
  expect(limit.limit).toBe(Infinity);
});

test('one slow request among quick ones refuses none', () => {
  const { send, answerNewest, pass, adjust, limit } = withClock();
  send(1);
  for (let at = 0; at < 10; at += 1) {
    send(20);
    pass(20);
    answerNewest(20);
    pass(480);
    adjust(0);
    expect(limit.limit).toBe(Infinity);
  }
  expect(limit.inFlight).toBe(1);
});

test('a sudden rush is refused as soon as the next one would wait too long, before any interval ends', () => {
  const { send, answerOldest, pass, limit } = withClock();
  // Twenty come and ten end every 10 ms: after 300 ms as many wait as end in 300 ms.
  const admitted: number[] = [];
  for (let at = 0; at < 60; at += 1) {
    admitted.push(send(20));
    answerOldest(10);
    pass(10);
  }
  expect(limit.limit).toBe(Infinity);
  expect(admitted.slice(0, 28)).toEqual(Array<number>(28).fill(20));
  // From then on one is admitted for each that ends.
  for (const count of admitted.slice(31)) expect(count).toBe(10);
});

test('a burst that the server works off in time is not refused', () => {
  const { send, answerOldest, pass } = withClock();
  expect(send(250)).toBe(250);
  for (let at = 0; at < 25; at += 1) {
    answerOldest(10);
    pass(10);
    expect(send(5)).toBe(5);
  }
});

test('a few requests that hang, or sign-ins that take long, refuse none', () => {
  const { send, pass, limit } = withClock();
  const signIns = Array.from({ length: 50 }, () => limit.admit(0, false));
  send(4);
  pass(5_000);
  expect(send(100)).toBe(100);
  expect(signIns).not.toContain(null);
  expect(limit.inFlight).toBe(154);
});

test('requests that a distant store answers slowly are not refused for it', () => {
  const { send, answer, pass, adjust } = withClock();
  send(3);
  pass(700);
  answer();
  adjust(0);
  send(50);
  pass(1_000);
  expect(send(50)).toBe(50);
  pass(1);
  expect(send(1)).toBe(0);
});

test('requests that are never answered count with the age of the oldest, and those after them are refused', () => {
  const { send, answer, pass, adjust, limit } = withClock();
  send(30);
  pass(500);
  expect(adjust(0)).toBe(500);
  expect(limit.limit).toBe(18);
  expect(send(10)).toBe(0);
  for (let at = 0; at < 20; at += 1) {
    pass(500);
    adjust(0);
    expect(send(1)).toBe(0);
  }
  // The store is back: they end, and the next ones are quick.
  answer();
  for (let round = 0, admitted = 0; admitted < 100; round += 1) {
    expect(round).toBeLessThan(7);
    admitted = send(100);
    pass(50);
    answer();
    pass(450);
    adjust(0);
  }
});

test('a distant store is no lag: the duration with few in flight is the baseline', () => {
  const { send, answer, pass, adjust, limit } = withClock();
  const round = (count: number, ms: number) => {
    const admitted = send(count);
    pass(ms);
    answer();
    pass(intervalMs);
    return { admitted, lag: adjust(0) };
  };
  round(3, 700);
  for (let at = 0; at < 5; at += 1) expect(round(200, 800)).toEqual({ admitted: 200, lag: 100 });
  expect(round(200, 1_300)).toEqual({ admitted: 200, lag: 600 });
  expect(limit.limit).toBe(100);
});

test('failed requests do not count: a quick refusal of the domain says nothing about the load', () => {
  const { limit } = withClock();
  for (let at = 0; at < 10; at += 1) limit.end(limit.admit(0)!, 1, false);
  const slow = Array.from({ length: 10 }, () => limit.admit(0)!);
  for (const admitted of slow) limit.end(admitted, 450, true);
  expect(limit.adjust(0, 500)).toBe(450);
});

/** A server that answers `perSecond` requests, in the order of their arrival. */
function overload(perSecond: number, arrivals: number, seconds: number) {
  const limit = new AdmissionLimit({ targetMs: 300, least: 4 });
  const queue: Admitted[] = [];
  const waits: number[] = [];
  let [sent, refused, due, served, most] = [0, 0, 0, 0, 0];
  for (let now = 0; now < seconds * 1_000; now += 5) {
    for (due += (arrivals * 5) / 1_000; due >= 1; due -= 1) {
      sent += 1;
      const admitted = limit.admit(now);
      if (admitted) queue.push(admitted);
      else refused += 1;
    }
    for (served += (perSecond * 5) / 1_000; served >= 1; served -= 1) {
      const next = queue.shift();
      if (!next) continue;
      waits.push(now - next.startedAt);
      limit.end(next, now, true);
    }
    if (now % intervalMs === 0) limit.adjust(0, now);
    most = Math.max(most, queue.length);
  }
  waits.sort((a, b) => a - b);
  return {
    accepted: waits.length / (perSecond * seconds),
    share: refused / sent,
    p99: waits[Math.floor(waits.length * 0.99)]!,
    longestQueueMs: (most / perSecond) * 1_000,
  };
}

test.each([20, 90, 400, 2_000])(
  '%i per second possible, twice that sent: the server stays busy and answers in time',
  (perSecond) => {
    const { accepted, share, p99, longestQueueMs } = overload(perSecond, 2 * perSecond, 60);
    expect(accepted).toBeGreaterThan(0.95);
    expect(share).toBeGreaterThan(0.4);
    expect(p99).toBeLessThan(1_000);
    // Everything that the process does waits behind this queue, refusals too.
    expect(longestQueueMs).toBeLessThan(400 + 10_000 / perSecond);
    expect(overload(perSecond, 0.9 * perSecond, 60).share).toBe(0);
  },
);
