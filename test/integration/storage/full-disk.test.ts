import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../../src/lib/logger.ts';
import { openEmbeddedPostgres } from '../../../src/storage/embedded-postgres.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

/** A disk of 20 MB, of which a new database fills more. False = this system does not let us have one. */
function mountSmallDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m,mode=0711', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

it('a full disk is told with its cure, and nothing half made stays', { timeout: 60_000 }, async (test) => {
  const disk = await scratchFolder();
  if (!mountSmallDisk(disk)) test.skip('only root may mount a small disk to fill');
  onTestFinished(() => void execFileSync('umount', [disk]));
  const dataDir = path.join(disk, 'data');
  await expect(openEmbeddedPostgres({ dataDir, log: silentLogger })).rejects.toMatchObject({
    code: 'storage.disk_full',
    message: expect.stringContaining('Free some'),
  });
  expect(await readdir(dataDir)).toEqual([]);
});
