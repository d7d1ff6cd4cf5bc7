import { closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { startEngine, startLocalEngine } from '../index.ts';
import { startProcess } from '../testing/child.ts';
import { temporaryDirectory } from '../testing/temporary.ts';
import { formatVersion, openFile } from './database-file.ts';

const file = (path: string): string => join(path, 'engine.sqlite');

describe('the database file', () => {
  it('is written with full durability', () => {
    using directory = temporaryDirectory();
    const { database, close } = openFile(directory.path);
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    close();
  });

  it('rejects a second engine on the same directory and names the process, even within one process', async () => {
    using directory = temporaryDirectory();
    const engine = await startEngine({ path: directory.path });
    await expect(startEngine({ path: directory.path })).rejects.toThrow(
      `in use by another engine (pid ${process.pid})`,
    );
    await expect(startProcess(directory.path)).rejects.toThrow(
      `in use by another engine (pid ${process.pid})`,
    );
    await engine.close();
    const next = await startEngine({ path: directory.path });
    await next.close();
  });

  it('is unlocked after kill -9', async () => {
    using directory = temporaryDirectory();
    const engine = await startProcess(directory.path);
    engine.process.kill('SIGKILL');
    await engine.exited;
    const next = await startLocalEngine({ path: directory.path });
    await next.close();
  });

  it('stops on SIGTERM with everything in the file', async () => {
    using directory = temporaryDirectory();
    const engine = await startProcess(directory.path);
    const client = await new MongoClient(engine.uri).connect();
    await client.db().collection<{ _id: number }>('kept').insertOne({ _id: 1 });
    await client.close();
    engine.process.kill('SIGTERM');
    expect(await engine.exited).toEqual([0, null]);
    const next = await startLocalEngine({ path: directory.path });
    const again = await new MongoClient(next.uri).connect();
    expect(await again.db().collection('kept').countDocuments()).toBe(1);
    await again.close();
    await next.close();
  });

  it('of a newer format is refused', () => {
    using directory = temporaryDirectory();
    openFile(directory.path).close();
    const database = new DatabaseSync(file(directory.path));
    database.exec(`PRAGMA user_version = ${formatVersion + 1}`);
    database.close();
    expect(() => openFile(directory.path)).toThrow(
      `has format ${formatVersion + 1}, and this engine knows formats up to ${formatVersion}`,
    );
  });

  it('of another program is refused', () => {
    using directory = temporaryDirectory();
    const database = new DatabaseSync(file(directory.path));
    database.exec('CREATE TABLE other (id INTEGER)');
    database.close();
    expect(() => openFile(directory.path)).toThrow('is not a database of the embedded engine');
  });

  it('with a damaged header is refused', () => {
    using directory = temporaryDirectory();
    openFile(directory.path).close();
    const handle = openSync(file(directory.path), 'r+');
    writeSync(handle, Buffer.alloc(100, 0x41), 0, 100, 0);
    closeSync(handle);
    expect(() => openFile(directory.path)).toThrow(/is damaged/);
  });

  it('with damaged pages is refused', async () => {
    using directory = temporaryDirectory();
    const engine = await startLocalEngine({ path: directory.path });
    const client = await new MongoClient(engine.uri).connect();
    const kept = client.db().collection<{ _id: number; filling: string }>('kept');
    await kept.insertMany(Array.from({ length: 500 }, (_, at) => ({ _id: at, filling: 'x'.repeat(200) })));
    await client.close();
    await engine.close();
    const bytes = readFileSync(file(directory.path));
    bytes.fill(0xab, 4096 * 3, 4096 * 8);
    rmSync(file(directory.path));
    writeFileSync(file(directory.path), bytes);
    await expect(startLocalEngine({ path: directory.path })).rejects.toThrow(/is damaged/);
  });
});
