import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pollStage, type PollStage } from './stage.ts';

let stage: PollStage;
beforeAll(async () => {
  stage = await pollStage();
  for (const key of voters) for (const account of accountsOf(key)) await stage.account(account, key);
});
afterAll(() => stage.close());

const voters = ['zhang-wei', 'li-fang', 'wu-tong'] as const;
const accountsOf = (key: string) => [`${key}-phone`, `${key}-desk`];
const options = ['水厂', '社区', '学校'];

interface Vote {
  voter: (typeof voters)[number];
  door: 'button' | 'words' | 'phone' | 'desk';
  option: number;
}

const votes = fc.array(
  fc.record<Vote>({
    voter: fc.constantFrom(...voters),
    door: fc.constantFrom('button', 'words', 'phone', 'desk'),
    option: fc.nat(options.length - 1),
  }),
  { minLength: 1, maxLength: 8 },
);

type Asked = Awaited<ReturnType<PollStage['asked']>>;

async function cast({ voter, door, option }: Vote, { message, pollId, buttons }: Asked): Promise<void> {
  const member = stage.member(voter);
  if (door === 'button') await member.presses(buttons[option] ?? '', message);
  else if (door === 'words') await member.says(`选${options[option] ?? ''}`, { replyTo: message });
  else await stage.votes(`${voter}-${door}`, pollId, [option]);
}

/** As one would count by hand: each member's last choice; where several may be chosen a button goes on and off. */
function recount(list: readonly Vote[], several: boolean): number[] {
  const chosen = new Map<string, readonly number[]>();
  for (const { voter, door, option } of list) {
    const before = chosen.get(voter) ?? [];
    const toggled = before.includes(option) ? before.filter((one) => one !== option) : [...before, option];
    chosen.set(voter, several && door === 'button' ? toggled : [option]);
  }
  return options.map((_, option) => [...chosen.values()].filter((mine) => mine.includes(option)).length);
}

test.each([
  ['one choice', '投票：去哪里调研？', false],
  ['several choices', '投票（可多选）：去哪里调研？', true],
])('any order of votes over all doors counts as by hand: %s', async (_, head, several) => {
  await fc.assert(
    fc.asyncProperty(votes, async (list) => {
      const poll = await stage.asked(`${head}${options.join('／')}`);
      for (const vote of list) await cast(vote, poll);
      expect(await stage.counts()).toEqual(recount(list, several));
      await stage.member('chen-min').says('结束投票');
    }),
    { numRuns: 4, seed: 20261122 },
  );
});

test('accounts of one person that vote at the same moment are one vote', async () => {
  const { pollId } = await stage.asked(`投票：去哪里调研？${options.join('／')}`);
  const cards = voters.flatMap((key) => accountsOf(key).map((account, option) => ({ account, option })));
  await stage.votesAtOnce(cards.map(({ account, option }) => ({ account, pollId, options: [option] })));
  const counts = await stage.counts();
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(voters.length);
  expect(counts[2]).toBe(0);
});
