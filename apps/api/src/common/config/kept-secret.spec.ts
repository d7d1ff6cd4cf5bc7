import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptSecret } from './kept-secret.ts';

test('a secret that was open to other users is closed, and a directory of all users is refused by name', () => {
  const dir = mkdtempSync(join(tmpdir(), 'passline-secret-'));
  try {
    writeFileSync(join(dir, 'jwt-secret'), 'made by an older version', { mode: 0o644 });
    chmodSync(dir, 0o755);
    expect(keptSecret(dir, 'jwt-secret')).toBe('made by an older version');
    const modes = [dir, join(dir, 'jwt-secret')].map((path) => statSync(path).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600]);
    const shared = join(dir, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o1777);
    expect(() => keptSecret(shared, 'jwt-secret')).toThrow(
      `The secret jwt-secret cannot be kept in DATA_DIR: ${shared} is a directory that all users`,
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
});

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
