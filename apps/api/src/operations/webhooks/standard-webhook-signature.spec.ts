import { newSecret, signedHeaders } from './standard-webhook-signature.ts';

test('signs as the specification of Standard Webhooks shows', () => {
  const body = '{"test": 2432232314}';
  const at = new Date(1_614_265_330_000);
  const headers = signedHeaders(
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    body,
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    at,
  );
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('signs with each secret that is still valid', () => {
  const [first, second] = [newSecret(), newSecret()];
  const headers = signedHeaders('1', '{}', [first, second], new Date());
  expect(headers['webhook-signature']!.split(' ')).toHaveLength(2);
  expect(first).toMatch(/^whsec_[\w+/]{32}$/);
  expect(first).not.toBe(second);
});
