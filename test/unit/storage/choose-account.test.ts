import { describe, expect, it } from 'vitest';
import { chooseAccount } from '../../../src/storage/postgres-account.ts';

const line = (name: string, uid: number, shell = '/usr/sbin/nologin') =>
  `${name}:x:${uid}:${uid}::/nonexistent:${shell}`;
const root = 'root:x:0:0:root:/root:/bin/bash';
const choose = (...lines: string[]) => chooseAccount([root, ...lines, ''].join('\n'));

describe('the account of the built-in PostgreSQL', () => {
  it('is postgres, else nobody', () => {
    expect(choose(line('nobody', 65_534), line('postgres', 101))).toEqual({ name: 'postgres', uid: 101, gid: 101 });
    expect(choose(line('daemon', 1), line('nobody', 65_534)).name).toBe('nobody');
  });

  it('is else one that nobody logs in to, else any but root', () => {
    expect(choose(line('chen', 1000, '/bin/bash'), line('daemon', 1)).name).toBe('daemon');
    expect(choose(line('chen', 1000, '/bin/bash')).name).toBe('chen');
  });

  it('takes the negative numbers of macOS for what they are', () => {
    expect(choose('nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false').uid).toBe(4_294_967_294);
  });

  it('is missed with three cures where there is only root', () => {
    expect(() => choose('toor:x:0:0::/root:/bin/sh', '# a comment')).toThrow(/useradd.*ordinary user.*DATABASE_URL/);
  });
});
