import type { Random } from '../world/random.ts';
import { accountOf, dmWith, group, shanghai, stranger, type PersonKey, type World } from '../world/world.ts';

/** One thing that somebody said, and what the unit may expect of it. */
export interface Said {
  kind: 'report' | 'answer' | 'gift' | 'chatter' | 'check_in' | 'edit' | 'withdraw' | 'talk';
  by: PersonKey | 'stranger';
  platform: 'web' | 'telegram';
  /** Key of the inbox row; null when the speaker gave up and does not know whether it was taken. */
  updateKey: string | null;
  /** What is left of it in the tables: the report without its prefix, the reason of a gift. */
  text: string;
  /** An answer's roll state and guests, or a gift's points. */
  state?: string;
  amount?: number;
  /** A withdrawal's submission. */
  number?: number;
}

export const startsAt = '2026-11-22T10:00';
/** Moments around which people are awake; between them nothing of ours runs. */
export const hours = [
  '2026-11-22T10:00',
  '2026-11-22T14:58',
  '2026-11-22T20:00',
  '2026-11-23T12:55',
  '2026-11-23T14:48',
];
export const ends = ['2026-11-23T18:30', '2026-11-24T10:00'];

const inTheRoom: readonly PersonKey[] = ['zhang-wei', 'wang-haitao'];
const onTelegram: readonly PersonKey[] = ['li-fang', 'liu-xiaoyan', 'zhao-zhiqiang'];
const answers = [
  { words: '参加', state: 'joined', amount: 0 },
  { words: '参加，带两人', state: 'joined', amount: 2 },
  { words: '请假，出差在外', state: 'on_leave', amount: 0 },
  { words: '待定', state: 'tentative', amount: 0 },
] as const;

export type Speakers = ReturnType<typeof createSpeakers>;

/**
 * The people of one seed. They say what somebody could say who has seen what the bot did so far, each in one place, so
 * that what is to be expected follows from the order in which it was taken in.
 */
export function createSpeakers(world: World, random: Random) {
  const said: Said[] = [];
  let count = 0;
  const ask = async <T>(sql: string, values: unknown[] = []): Promise<T | undefined> =>
    (await world.admin.query<{ found: T }>(sql, values)).rows[0]?.found;
  const isOpen = () => ask<boolean>(`SELECT EXISTS (SELECT FROM "Activity" WHERE state = 'open') AS found`);
  const counted = () => {
    count += 1;
    return count;
  };

  async function inRoom(
    by: PersonKey,
    text: string,
    what: Omit<Said, 'by' | 'platform' | 'updateKey'>,
    patience = 20,
    room = 'main',
  ) {
    const id = await world.tryPost(by, { text, room }, patience);
    said.push({ ...what, by, platform: 'web', updateKey: id === null ? null : String(id) });
  }

  function onPhone(by: PersonKey, text: string, what: Omit<Said, 'by' | 'platform' | 'updateKey'>) {
    const { update } = world.telegram.says(accountOf(by), group, text);
    said.push({ ...what, by, platform: 'telegram', updateKey: String(update.update_id) });
  }

  async function somewhere(text: string, what: Omit<Said, 'by' | 'platform' | 'updateKey'>, patience = 20) {
    if (random.chance(0.5)) await inRoom(random.oneOf(inTheRoom), text, what, patience);
    else onPhone(random.oneOf(onTelegram), text, what);
  }

  const acts: Record<string, () => Promise<void>> = {
    async report() {
      const text = `第${counted()}号小区垃圾分类投放点晚上没有灯，老人看不清，建议加装感应灯。`;
      await somewhere(`社情民意：${text}`, { kind: 'report', text }, random.chance(0.2) ? 1 : 20);
    },
    async chatter() {
      const text = `今晚${counted()}点谁去看球？`;
      await somewhere(text, { kind: 'chatter', text });
    },
    async plan() {
      const planned = await ask<boolean>(`SELECT EXISTS (SELECT FROM "Activity") AS found`);
      // Tomorrow is the day that the hours below lead to.
      if (planned || world.time.now() > shanghai('2026-11-22T23:59')) return;
      await inRoom('chen-min', '明天下午三点在社区二楼开学习会，主题是垃圾分类怎么推进', {
        kind: 'talk',
        text: 'plan',
      });
    },
    async confirm() {
      const asked = await ask<boolean>(`SELECT EXISTS (SELECT FROM "Activity" WHERE state = 'draft') AS found`);
      if (asked && world.time.now() < shanghai('2026-11-23T14:00'))
        await inRoom('chen-min', '确认', { kind: 'talk', text: 'confirm' });
    },
    async answer() {
      if (!(await isOpen()) || world.time.now() > shanghai('2026-11-23T14:00')) return;
      const { words, state, amount } = random.oneOf(answers);
      await somewhere(words, { kind: 'answer', text: words, state, amount });
    },
    async checkIn() {
      const now = world.time.now();
      if (!(await isOpen()) || now < shanghai('2026-11-23T14:40') || now > shanghai('2026-11-23T16:00')) return;
      await somewhere('签到', { kind: 'check_in', text: '签到' });
    },
    async gift() {
      const amount = 1 + random.below(5);
      const text = `主持第${counted()}次读书会`;
      const what = { kind: 'gift', text, amount } as const;
      await inRoom('chen-min', `加分 张伟 ${amount} ${text}`, what, random.chance(0.2) ? 1 : 20, 'dm:chen-min');
    },
    async edit() {
      const row = await ask<{ text: string; message: number; key: PersonKey }>(
        `SELECT json_build_object('text', s.text, 'message', s."messageId"::int, 'key', m.key) AS found FROM "Submission" s
         JOIN "Member" m ON m.id = s."authorId" WHERE s.conversation = $1 AND s.state = 'received' AND m.key = ANY($2)
           AND NOT EXISTS (SELECT FROM "SubmissionEvent" e WHERE e."submissionId" = s.id) ORDER BY s.id LIMIT 1`,
        [`telegram:${group.id}`, onTelegram],
      );
      if (!row) return;
      const text = `${row.text}请尽快。`;
      if (said.some((one) => one.kind === 'edit' && one.text === text)) return;
      const update = world.telegram.changes(accountOf(row.key), group, row.message, `社情民意：${text}`);
      said.push({ kind: 'edit', by: row.key, platform: 'telegram', text, updateKey: String(update.update_id) });
    },
    async withdraw() {
      const row = await ask<{ number: number; key: PersonKey }>(
        `SELECT json_build_object('number', s.number, 'key', m.key) AS found FROM "Submission" s
         JOIN "Member" m ON m.id = s."authorId" WHERE s.state = 'received' AND m.key = ANY($1) ORDER BY s.id LIMIT 1`,
        [inTheRoom],
      );
      if (!row || said.some((one) => one.kind === 'withdraw')) return;
      await inRoom(row.key, `撤回 社-${row.number}`, { kind: 'withdraw', text: 'withdraw', number: row.number });
    },
    async draft() {
      const found = await ask<boolean>(
        `SELECT EXISTS (SELECT FROM "Submission" WHERE state = 'received') AND (SELECT count(*) FROM "Draft") < 2 AS found`,
      );
      if (found) await inRoom('chen-min', '出稿 垃圾分类', { kind: 'talk', text: 'draft' });
    },
    async join() {
      const request = await ask<string>(`SELECT state::text AS found FROM "JoinRequest"`);
      const stage = said.filter((one) => one.by === 'stranger').length;
      const tell = (text: string, what: Pick<Said, 'kind' | 'text'>) => {
        const { update } = world.telegram.says(stranger, group, text);
        said.push({ ...what, by: 'stranger', platform: 'telegram', updateKey: String(update.update_id) });
      };
      const text = '菜市场后门的台阶坏了，建议尽快修好。';
      if (stage === 0) tell(`社情民意：${text}`, { kind: 'report', text });
      else if (stage === 1) tell('我是 吴桐', { kind: 'talk', text: 'join' });
      else if (request === 'waiting' && !said.some((one) => one.text === 'agree')) {
        const chen = accountOf('chen-min');
        const { update } = world.telegram.says(chen, dmWith(chen), '同意 吴桐');
        said.push({
          kind: 'talk',
          by: 'chen-min',
          platform: 'telegram',
          text: 'agree',
          updateKey: String(update.update_id),
        });
      }
    },
  };
  const names = Object.keys(acts);

  return {
    said,
    /** Somebody does something, or finds that it is not the time for it. */
    async act(): Promise<void> {
      const name = random.oneOf(names);
      world.note(`somebody: ${name}`);
      await acts[name]?.();
    },
  };
}
