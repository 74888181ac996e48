import { describe, expect, it } from 'vitest';
import {
  matchAccount,
  type AccountNames,
  type KnownAccount,
} from '../../../src/features/members/after-login/match-account.ts';

const zhang: KnownAccount = { id: 1, memberId: 11, memberName: '张伟', displayName: '老张', nickname: '张伟 一组' };
const li: KnownAccount = { id: 2, memberId: 12, memberName: '李芳', displayName: '芳芳', remark: '李芳(二组)' };

const find = (
  seen: AccountNames,
  present: readonly AccountNames[] = [],
  known: readonly KnownAccount[] = [zhang, li],
) => {
  const match = matchAccount(seen, { known, present });
  return match && [match.sure ? 'sure' : 'perhaps', match.account.memberId];
};

describe('our own note', () => {
  it('is proof, whatever the person is called', () => {
    expect(find({ displayName: '换了名字', remark: '李芳(二组)' })).toEqual(['sure', 12]);
    expect(find({ displayName: '换了名字', remark: ' 李芳（二组）' })).toEqual(['sure', 12]);
  });

  it('is none when two accounts carry it', () => {
    const twin = { ...zhang, remark: '李芳(二组)' };
    expect(find({ displayName: '芳芳', remark: '李芳(二组)' }, [], [twin, li])).toBeNull();
    expect(
      find({ displayName: '芳芳', remark: '李芳(二组)' }, [{ displayName: 'x', remark: '李芳(二组)' }]),
    ).toBeNull();
  });

  it('of two accounts of one member means the newer', () => {
    const second = { ...li, id: 9 };
    expect(matchAccount({ displayName: 'x', remark: '李芳(二组)' }, { known: [li, second], present: [] })).toEqual({
      sure: true,
      account: second,
    });
  });

  it('that says somebody else speaks against a name', () => {
    expect(find({ displayName: '芳芳', remark: '王海涛' })).toBeNull();
    expect(find({ displayName: '老张', remark: '王海涛' })).toEqual(['perhaps', 11]);
  });
});

describe('a name', () => {
  it.each<[string, AccountNames]>([
    ['shown everywhere', { displayName: '老张' }],
    ['shown in the group', { displayName: '别的', nickname: '张伟一组' }],
    ['of our list', { displayName: '张伟' }],
    ['of our list, in the group', { displayName: '别的', nickname: '张伟' }],
    ['in full-width and invisible characters', { displayName: '老\u200B张' }],
    ['that our note has', { displayName: '别的', remark: '张伟' }],
  ])('%s points to a member', (_what, seen) => {
    expect(find(seen)).toEqual(['perhaps', 11]);
  });

  it('that nobody has points to nobody', () => {
    expect(find({ displayName: '张' })).toBeNull();
    expect(find({ displayName: '' })).toBeNull();
  });

  it('that two members have points to neither', () => {
    expect(find({ displayName: '老张' }, [], [zhang, { ...li, displayName: '老张' }])).toBeNull();
    expect(find({ displayName: '芳芳', nickname: '张伟' })).toBeNull();
  });

  it('that somebody present has as well points to nobody', () => {
    expect(find({ displayName: '老张' }, [{ displayName: '老张' }])).toBeNull();
    expect(find({ displayName: '张伟' }, [{ displayName: '张某', memberName: '张伟' }])).toBeNull();
    expect(find({ displayName: '老张' }, [{ displayName: '芳芳' }])).toEqual(['perhaps', 11]);
  });
});
