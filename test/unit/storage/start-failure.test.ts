import { expect, it } from 'vitest';
import { startFailure } from '../../../src/storage/storage-error.ts';

it.each([
  ['initdb: error: could not write to file "x": No space left on device', undefined],
  ['FATAL: could not extend file: wrote only 4096 of 8192 bytes\nHINT: Check free disk space.', undefined],
  ['Error: failed', Object.assign(new Error('write'), { code: 'ENOSPC' })],
  ['FATAL: could not extend file: Disk quota exceeded', undefined],
])('a full disk is called so: %s', (output, cause) => {
  expect(startFailure('creating the database', output, cause)).toMatchObject({
    code: 'storage.disk_full',
    message: expect.stringContaining('Free some'),
  });
});

it('another failure tells what the program said', () => {
  expect(startFailure('starting', 'FATAL: bad thing\n')).toMatchObject({
    code: 'storage.not_started',
    message: 'The built-in PostgreSQL failed while starting: FATAL: bad thing',
  });
});
