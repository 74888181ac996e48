import {
  array,
  assert,
  boolean,
  constantFrom,
  infiniteStream,
  integer,
  nat,
  property,
  tuple,
  uniqueArray,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchRoster } from '../../../../src/features/activities/relay/match-roster.ts';
import type { RosterMember } from '../../../../src/features/members/index.ts';
import {
  mergeVersions,
  standings,
  type RelayVersion,
  type Who,
} from '../../../../src/features/activities/relay/merge-relay.ts';
import { readRelayList } from '../../../../src/features/activities/relay/read-relay-list.ts';
import { readRow } from '../../../../src/features/activities/relay/read-relay-row.ts';
import { noNames } from '../../../../src/features/activities/relay/roster-names.ts';

const roster: RosterMember[] = ['张三', '李四', '王五', '赵六'].map((name, index) => ({
  id: index + 1,
  name,
  aliases: name === '赵六' ? ['Crystal🍀'] : [],
  accounts: [{ platform: 'wechat', id: `wx${index + 1}` }],
}));
const match = matchRoster(roster, 'wechat');

/** What the member posted at a time. */
function version(at: number, sender: number, rows: readonly string[]): RelayVersion {
  const text = ['#接龙', '学习会', '', ...rows.map((row, index) => `${index + 1}. ${row}`)].join('\n');
  return { id: at, at, sender: `m:${sender}`, rows: (readRelayList(text)?.rows ?? []).map(match) };
}

/** The same with the platform's word for who wrote each row, and when. */
function native(at: number, sender: number, rows: readonly (readonly [author: string, at: number, text: string])[]) {
  const read = rows.flatMap(([author, written, text], index) =>
    readRow(index + 1, text, noNames).map((row) => match({ ...row, author, at: new Date(written) })),
  );
  return { id: at, at, sender: `m:${sender}`, rows: read } satisfies RelayVersion;
}

const stateOf = (versions: readonly RelayVersion[], who: Who) => {
  const found = standings(mergeVersions(versions)).get(who);
  return found && `${found.state}${found.count > 1 ? `+${found.count - 1}` : ''}`;
};
const textsOf = (versions: readonly RelayVersion[]) =>
  mergeVersions(versions)
    .filter(({ gone }) => !gone)
    .map(({ text }) => text);

describe('versions of a list', () => {
  test('two who answer at once do not overwrite each other', () => {
    const versions = [version(1, 1, ['张三']), version(2, 2, ['张三', '李四']), version(3, 3, ['张三', '王五'])];
    expect(['m:1', 'm:2', 'm:3'].map((who) => stateOf(versions, `m:${Number(who.slice(2))}`))).toEqual([
      'join',
      'join',
      'join',
    ]);
    expect(mergeVersions(versions).find(({ name }) => name === '李四')).toMatchObject({ gone: false, missing: true });
  });

  test("nobody changes or takes out another's row", () => {
    const versions = [version(1, 1, ['张三']), version(2, 2, ['张三 请假', '李四']), version(3, 2, ['李四'])];
    expect(stateOf(versions, 'm:1')).toBe('join');
    expect(mergeVersions(versions).find(({ name }) => name === '张三')).toMatchObject({ missing: true, gone: false });
  });

  test('a row for another is recorded with both, and belongs to whom it names once they post it themselves', () => {
    const proxy = version(1, 1, ['张三', '李四']);
    expect(mergeVersions([proxy]).find(({ name }) => name === '李四')).toMatchObject({ who: 'm:2', owner: 'm:1' });
    expect(stateOf([proxy, version(2, 1, ['张三'])], 'm:2')).toBe('cancel');
    const own = version(2, 2, ['张三', '李四']);
    expect(stateOf([proxy, own, version(3, 1, ['张三'])], 'm:2')).toBe('join');
    expect(stateOf([proxy, version(2, 2, ['张三', '李四 请假'])], 'm:2')).toBe('leave');
  });

  test('a new nickname is the sender; several, or one where the sender is named, are nobody', () => {
    expect(stateOf([version(1, 1, ['张三']), version(2, 2, ['张三', '。'])], 'm:2')).toBe('join');
    expect(stateOf([version(1, 1, ['张三']), version(2, 2, ['张三', '。', '估计'])], 'm:2')).toBeUndefined();
    expect(stateOf([version(1, 1, ['张三', '云谷B座'])], 'n:云谷b座')).toBe('join');
    expect(stateOf([version(1, 2, ['云谷B座', '张三'])], 'm:2')).toBeUndefined();
  });

  test('a nickname once known stays its owner, whoever posts the list next', () => {
    const versions = [version(1, 1, ['张三']), version(2, 2, ['张三', '。']), version(3, 3, ['张三', '。', '王五'])];
    expect(stateOf(versions, 'm:2')).toBe('join');
    expect(mergeVersions(versions)).toHaveLength(3);
  });

  test('the sender takes out the second of two own rows', () => {
    const versions = [
      version(1, 4, ['Crystal🍀', 'Crystal🍀 2', '估计', '66']),
      version(2, 4, ['Crystal🍀', '估计', '66']),
    ];
    expect(textsOf(versions)).toEqual(['Crystal🍀', '估计', '66']);
    expect(stateOf(versions, 'm:4')).toBe('join');
  });

  test('a cancelled row stays in the history, and a stale copy does not bring it back', () => {
    const versions = [
      version(1, 1, ['张三']),
      version(2, 2, ['张三', '李四']),
      version(3, 1, ['李四']),
      version(4, 3, ['张三', '李四', '王五']),
    ];
    expect(stateOf(versions, 'm:1')).toBe('cancel');
    expect(mergeVersions(versions).find(({ name }) => name === '张三')).toMatchObject({ gone: true });
    expect(stateOf([...versions, version(5, 1, ['李四', '张三'])], 'm:1')).toBe('join');
  });

  test('one member in two rows is one person with company', () => {
    expect(stateOf([version(1, 1, ['张三', '张三'])], 'm:1')).toBe('join');
    expect(
      stateOf(
        [
          native(5, 1, [
            ['wx1', 1, '张三'],
            ['wx1', 2, '我妈'],
          ]),
        ],
        'm:1',
      ),
    ).toBe('join+1');
  });

  test('native data: the author decides, not the sender and not the name', () => {
    const versions = [
      native(5, 1, [
        ['wx1', 1, '张三'],
        ['wx2', 2, '。 云谷'],
      ]),
    ];
    expect(stateOf(versions, 'm:2')).toBe('join');
    const forged = native(6, 1, [['wx2', 2, '。 云谷 取消']]);
    expect(stateOf([...versions, forged], 'm:2')).toBe('join');
    const own = native(7, 2, [['wx2', 7, '。 云谷 取消']]);
    expect(stateOf([...versions, own], 'm:2')).toBe('cancel');
    expect(stateOf([native(5, 1, [['wx1', 1, '李四']])], 'm:2')).toBe('join');
    expect(mergeVersions([native(5, 1, [['wx9', 1, '外人']])])).toMatchObject([{ who: 'a:wx9', owner: 'a:wx9' }]);
  });

  test('a row of 取消 takes part no more', () => {
    expect(stateOf([version(1, 1, ['张三']), version(2, 1, ['张三 11份. 取消'])], 'm:1')).toBe('cancel');
  });
});

const row = tuple(constantFrom('张三', '李四', '王五', '赵六', '云谷', '66'), constantFrom('', ' 请假', ' 2人'));
const anyVersion = tuple(
  integer({ min: 1, max: 4 }),
  uniqueArray(row, { maxLength: 6, selector: ([name, note]) => name + note }),
  boolean(),
);

test('any order of arrival of the same versions gives the same roll', () => {
  assert(
    property(array(anyVersion, { maxLength: 8 }), infiniteStream(nat()), (said, order) => {
      const versions = said.map(([sender, rows, isNative], index) =>
        isNative
          ? native(
              index,
              sender,
              rows.map(([name, note], at) => [`wx${(at % 5) + 1}`, at, name + note] as const),
            )
          : version(
              index,
              sender,
              rows.map(([name, note]) => name + note),
            ),
      );
      const shuffled = versions
        .map((one) => ({ one, key: order.next().value ?? 0 }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ one }) => one);
      expect(mergeVersions(shuffled)).toEqual(mergeVersions(versions));
    }),
  );
});

test('posting the same version again changes nothing', () => {
  assert(
    property(array(anyVersion, { minLength: 1, maxLength: 5 }), (said) => {
      const versions = said.map(([sender, rows], index) =>
        version(
          index,
          sender,
          rows.map(([name, note]) => name + note),
        ),
      );
      const last = versions.at(-1);
      const again = [...versions, ...(last ? [{ ...last, id: 99, at: 99 }] : [])];
      const answers = (of: readonly RelayVersion[]) =>
        [...standings(mergeVersions(of))].map(([who, { state, count }]) => [who, state, count]);
      expect(answers(again)).toEqual(answers(versions));
    }),
  );
});
