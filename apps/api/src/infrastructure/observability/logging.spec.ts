import { Writable } from 'node:stream';
import { createLogger } from './logging.ts';

test('secrets are removed from log lines', () => {
  let written = '';
  const to = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString();
      done();
    },
  });
  const log = createLogger({ logLevel: 'info' }, { to });
  log.info({ password: 'hunter2', user: { passwordHash: 'hunter2' } }, 'one');
  log.warn(
    { req: { headers: { authorization: 'hunter2', cookie: 'hunter2', 'x-internal-key': 'hunter2' } } },
    'two',
  );
  log.error(
    { session: { accessToken: 'hunter2', refreshToken: 'hunter2' }, body: { token: 'hunter2' } },
    'three',
  );
  expect(written.trim().split('\n')).toHaveLength(3);
  expect(written).not.toContain('hunter2');
  expect(JSON.parse(written.split('\n')[1]!)).toMatchObject({ level: 'warn', msg: 'two' });
});
