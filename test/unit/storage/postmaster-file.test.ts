import { describe, expect, it } from 'vitest';
import { parsePostmasterFile } from '../../../src/storage/postmaster-file.ts';

describe('postmaster.pid', () => {
  it('names the process, its socket and its state', () => {
    const text = '13284\n/data/postgres\n1795366598\n5432\n/data/postgres-socket\n\n  2154564    131109\nready   \n';
    expect(parsePostmasterFile(text)).toEqual({
      pid: 13_284,
      port: 5432,
      socketFolder: '/data/postgres-socket',
      listenAddress: '',
      sharedMemoryId: 131_109,
      state: 'ready',
    });
  });

  it('of a server in its first moments has a process and no more', () => {
    expect(parsePostmasterFile('77\n/data\n')).toMatchObject({ pid: 77, state: '', port: 0 });
  });

  it.each(['', '\n', 'nonsense\n', '0\n'])('without a process is nobody: %j', (text) => {
    expect(parsePostmasterFile(text)).toBeNull();
  });
});
