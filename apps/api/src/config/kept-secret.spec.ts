import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptSecret } from './kept-secret.ts';

test('a secret is made once, for this user only, and leaves nothing beside it', () => {
  const dir = mkdtempSync(join(tmpdir(), 'passline-secret-'));
  try {
    const secret = keptSecret(dir, 'jwt-secret');
    expect(secret.length).toBeGreaterThanOrEqual(64);
    expect(keptSecret(dir, 'jwt-secret')).toBe(secret);
    expect(readdirSync(dir)).toEqual(['jwt-secret']);
    expect(statSync(join(dir, 'jwt-secret')).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
