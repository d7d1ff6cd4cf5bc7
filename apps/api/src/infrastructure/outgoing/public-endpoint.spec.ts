import { assertPublic, guardedLookup, isPublic } from './public-endpoint.ts';

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.31.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.1',
  '::1',
  '::',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  'fe80::1',
  'fd00::1',
  'ff02::1',
  '64:ff9b::a00:1',
  '2002:a00:1::1',
  '2001:db8::1',
  'not an address',
])('%s is not public', (address) => {
  expect(isPublic(address)).toBe(false);
});

test.each(['8.8.8.8', '172.32.0.1', '2a00:1450:4001:80b::200e'])('%s is public', (address) => {
  expect(isPublic(address)).toBe(true);
});

test.each([
  'http://push.example.com/1',
  'https://localhost/1',
  'https://127.0.0.1/1',
  'https://2130706433/1',
  'https://0x7f.1/1',
  'https://[::1]/1',
  'https://[::ffff:10.0.0.1]/1',
  'https://mongo/1',
  'https://mongo.internal/1',
  'https://printer.local./1',
  'https://user:secret@push.example.com/1',
])('%s is rejected as endpoint', (endpoint) => {
  expect(() => assertPublic(endpoint, false)).toThrow('endpoint:');
});

test('accepts a public push service, and any endpoint with PUSH_LOCAL_ENDPOINTS', () => {
  expect(() => assertPublic('https://updates.push.services.mozilla.com/wpush/v2/abc', false)).not.toThrow();
  expect(() => assertPublic('http://127.0.0.1:9000/1', true)).not.toThrow();
});

test('a name that resolves to an internal address gets no connection', async () => {
  const error = await new Promise((resolve) => {
    guardedLookup('localhost', {}, (problem) => resolve(problem));
  });
  expect(String(error)).toContain('not on the public internet');
});
