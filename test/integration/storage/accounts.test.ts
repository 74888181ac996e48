import { chmod, chown, mkdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../../src/lib/logger.ts';
import { openEmbeddedPostgres } from '../../../src/storage/embedded-postgres.ts';
import { completeLinks, copyBinaries, findBinaries } from '../../../src/storage/postgres-binaries.ts';
import { findPlace } from '../../../src/storage/postgres-place.ts';
import { canReach, runProgram } from '../../../src/storage/run-program.ts';
import { packageRoot } from '../../../src/storage/package-root.ts';
import { startDatabaseProcess } from '../../support/database-process.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const nobody = { name: 'nobody', uid: 65_534, gid: 65_534 };
const asRoot = process.getuid?.() === 0;

/** A folder of root's that no other account may enter, as a home is. */
async function closedHome(): Promise<{ dataDir: string; elsewhere: string }> {
  const home = path.join(await scratchFolder(), 'home');
  const elsewhere = await scratchFolder();
  await mkdir(home, { mode: 0o700 });
  return { dataDir: path.join(home, 'app', 'data'), elsewhere };
}

describe('the account of the built-in PostgreSQL', { timeout: 90_000 }, () => {
  it('is our own when we are an ordinary user', async (test) => {
    if (asRoot && !(await canReach(nobody, packageRoot()))) test.skip('other accounts cannot read this clone');
    const dataDir = await scratchFolder();
    if (asRoot) await chown(dataDir, nobody.uid, nobody.gid);
    const child = await startDatabaseProcess({ dataDir, ...(asRoot ? { uid: nobody.uid, gid: nobody.gid } : {}) });
    const owner = await stat(path.join(dataDir, 'postgres'));
    expect(owner.uid).toBe(child.opened.uid);
    expect(owner.uid).not.toBe(0);
    expect(owner.mode & 0o777).toBe(0o700);
    await child.write('by an ordinary user');
    await child.close();
  });
});

describe.runIf(asRoot)('as root', { timeout: 90_000 }, () => {
  it('the server runs under an account without rights and owns its folder only', async () => {
    const dataDir = await scratchFolder();
    const server = await openEmbeddedPostgres({ dataDir, log: silentLogger, sync: false });
    onTestFinished(() => server.close());
    const process = await readFile(`/proc/${server.pid}/status`, 'utf8');
    const uid = Number(/^Uid:\s+(\d+)/m.exec(process)?.[1]);
    expect(uid).not.toBe(0);
    expect((await stat(path.join(dataDir, 'postgres'))).uid).toBe(uid);
    expect((await stat(dataDir)).uid).toBe(0);
  });

  it('data keep the account they were begun with', async () => {
    const dataDir = await scratchFolder();
    await mkdir(path.join(dataDir, 'postgres'));
    await chown(path.join(dataDir, 'postgres'), nobody.uid, nobody.gid);
    const server = await openEmbeddedPostgres({ dataDir, log: silentLogger, sync: false });
    onTestFinished(() => server.close());
    expect(await readFile(`/proc/${server.pid}/status`, 'utf8')).toMatch(/^Uid:\s+65534\s/m);
  });

  it('data below a closed home go where the server can reach them, are found again, and are missed when gone', async () => {
    const { dataDir, elsewhere } = await closedHome();
    const options = { dataDir, elsewhere, log: silentLogger, sync: false };
    const server = await openEmbeddedPostgres(options);
    expect(server.connection.host.startsWith(elsewhere)).toBe(true);
    await server.close();
    const again = await openEmbeddedPostgres(options);
    expect(again.connection.host).toBe(server.connection.host);
    await again.close();
    await rm(path.dirname(server.connection.host), { recursive: true });
    await expect(openEmbeddedPostgres(options)).rejects.toMatchObject({ code: 'storage.data_missing' });
  });

  it('several that start at once below a closed home agree on the place', async () => {
    const { dataDir, elsewhere } = await closedHome();
    const places = await Promise.all([1, 2, 3, 4].map(() => findPlace(dataDir, elsewhere)));
    expect(new Set(places.map((place) => place.cluster)).size).toBe(1);
  });

  it('data that were moved out of reach are not replaced by an empty database', async () => {
    const { dataDir, elsewhere } = await closedHome();
    await mkdir(path.join(dataDir, 'postgres'), { recursive: true });
    await runProgram('/bin/sh', ['-c', 'echo 18 > "$1"', 'sh', path.join(dataDir, 'postgres', 'PG_VERSION')], {
      account: undefined,
    });
    await expect(findPlace(dataDir, elsewhere)).rejects.toMatchObject({
      code: 'storage.data_owner',
      message: expect.stringContaining('chmod o+x'),
    });
  });

  it('programs that the account cannot reach are copied once, with their links', async () => {
    const folder = await scratchFolder();
    const source = path.join(folder, 'closed');
    const binaries = await findBinaries();
    const closed = path.join(await copyBinaries(binaries, source), 'native');
    await chmod(source, 0o700);
    await rm(path.join(closed, 'lib', 'libicui18n.so.60'));
    expect(await canReach(nobody, path.join(closed, 'bin'))).toBe(false);
    const copy = path.join(
      await copyBinaries({ ...binaries, native: closed }, path.join(folder, 'open')),
      'native',
      'bin',
    );
    expect(await canReach(nobody, copy, path.join(copy, 'postgres'))).toBe(true);
  });
});

it('links that the install script did not make are made', async () => {
  const folder = await scratchFolder();
  const native = path.join(await copyBinaries(await findBinaries(), folder), 'native');
  const postgres = path.join(native, 'bin', 'postgres');
  await rm(path.join(native, 'lib', 'libicui18n.so.60'));
  expect((await runProgram(postgres, ['--version'], { account: undefined })).code).not.toBe(0);
  expect(await completeLinks(native)).toBe(true);
  expect((await runProgram(postgres, ['--version'], { account: undefined })).output).toContain('18.');
});
