import { IdempotencyKey, Refusal } from '@passline/contracts';

/** The key of a request's header; undefined without one. */
export function idempotencyKeyOf(key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  const { error } = IdempotencyKey.safeParse(key);
  if (!error) return key;
  const message = error.issues[0]?.message ?? '';
  throw new Refusal('validation_failed', `Idempotency-Key: ${message}`, {
    errors: [{ path: 'Idempotency-Key', message }],
  });
}
