import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptSecret } from './kept-secret.ts';

test('closes a secret that other users could read, and rejects a data directory that all users can write to', () => {
  const dir = mkdtempSync(join(tmpdir(), 'passline-secret-'));
  try {
    writeFileSync(join(dir, 'jwt-secret'), 'written by an older version', { mode: 0o644 });
    chmodSync(dir, 0o755);
    expect(keptSecret(dir, 'jwt-secret')).toBe('written by an older version');
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

test('creates a secret once, readable by this user only, and leaves no temporary file', () => {
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
