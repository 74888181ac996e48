import { accountOf, dmWith, group, shanghai, stranger, type World } from '../world/world.ts';

/** Something that people do with the program, from the first word to the last answer. */
export interface Flow {
  name: string;
  /** What has to be there before; no fault happens to it. */
  before?(world: World): Promise<void>;
  run(world: World): Promise<void>;
  /** Something that the run without faults must have led to: rows of one count each. */
  leads: Readonly<Record<string, number>>;
}

const report = '社情民意：三号楼垃圾分类投放点晚上没有灯，老人看不清。建议加装感应灯。';
const session = '下周五下午三点在社区二楼开学习会，主题是垃圾分类怎么推进，周四中午截止报名';
const file = { name: '现场.jpg', type: 'image/jpeg', bytes: Buffer.from('a picture of the waste point') };

const chen = accountOf('chen-min');
const zhang = accountOf('zhang-wei');
const li = accountOf('li-fang');

const submissions = 'SELECT count(*)::int AS n FROM "Submission"';
const entries = 'SELECT count(*)::int AS n FROM "PointEntry"';
const openActivities = `SELECT count(*)::int AS n FROM "Activity" WHERE state = 'open'`;
const photo = { document: { file_id: 'photo-1', file_name: '现场.jpg', mime_type: 'image/jpeg', file_size: 30 } };

async function announce(world: World): Promise<void> {
  await world.post('chen-min', { text: session });
  await world.settle();
  await world.post('chen-min', { text: '确认' });
  await world.settle();
}

/** Nobody answers in the same millisecond as somebody else. */
async function secondLater(world: World): Promise<void> {
  await world.settle();
  await world.time.pass(1_000);
}

async function until(world: World, wall: string): Promise<void> {
  await world.time.reach(shanghai(wall));
  await world.settle();
}

async function lastShown(world: World, chat: number): Promise<number> {
  await world.settle();
  return world.telegram.delivered.findLast((delivery) => delivery.chat === chat)?.messageId ?? 0;
}

export const flows: readonly Flow[] = [
  {
    name: 'a report in a group',
    async run(world) {
      world.telegram.says(zhang, group, report);
      await world.settle();
    },
    leads: { [submissions]: 1, [entries]: 1 },
  },
  {
    name: 'a report with files',
    async run(world) {
      await world.post('li-fang', { text: report, files: [file] });
      // One after the other: between two groups there is no order, and the numbers would follow whichever is first.
      await world.settle();
      world.telegram.says(zhang, group, '', { text: undefined, caption: `${report}请看照片。`, ...photo });
      await world.settle();
    },
    leads: { [submissions]: 2, 'SELECT count(*)::int AS n FROM "Attachment" WHERE sha256 IS NOT NULL': 2 },
  },
  {
    name: 'an update that comes twice',
    async run(world) {
      const { update } = world.telegram.says(zhang, group, report);
      await world.settle();
      const process = world.current();
      await world.attempt('push again', process, () => process.push(update));
      await world.settle();
    },
    leads: { [submissions]: 1, [entries]: 1 },
  },
  {
    name: 'an activity from words to confirmed',
    async run(world) {
      world.telegram.says(chen, group, session);
      const preview = await lastShown(world, group.id);
      const shown = world.telegram.delivered.find(({ messageId }) => messageId === preview);
      world.telegram.presses(chen, group, preview, shown?.buttons[0] ?? '');
      await world.settle();
    },
    leads: { [openActivities]: 1, 'SELECT count(*)::int AS n FROM "ReminderStep"': 7 },
  },
  {
    name: 'answers to an activity',
    before: announce,
    async run(world) {
      // One after the other, here and below: between two groups there is no order.
      await world.post('zhang-wei', { text: '参加' });
      await secondLater(world);
      world.telegram.says(li, group, '请假，出差在外');
      await secondLater(world);
      await world.post('wang-haitao', { text: '参加，带两人' });
      await secondLater(world);
      world.telegram.says(li, group, '参加');
      await world.settle();
    },
    leads: { 'SELECT count(*)::int AS n FROM "RollChange"': 4 },
  },
  {
    name: 'a check-in',
    async before(world) {
      await announce(world);
      await world.post('zhang-wei', { text: '参加' });
      await until(world, '2026-11-27T14:50');
    },
    async run(world) {
      await world.post('zhang-wei', { text: '签到' });
      await secondLater(world);
      world.telegram.says(li, group, '签到');
      await world.settle();
    },
    leads: { [entries]: 2 },
  },
  {
    name: 'the reminders of an activity',
    before: announce,
    async run(world) {
      await until(world, '2026-11-26T15:00');
      await until(world, '2026-11-27T13:00');
      await until(world, '2026-11-27T18:00');
    },
    leads: {
      [`SELECT count(*)::int AS n FROM "ReminderStep" WHERE state = 'done'`]: 5,
      [`SELECT count(*)::int AS n FROM "ReminderStep" WHERE state = 'due'`]: 0,
    },
  },
  {
    name: 'points given and taken back',
    async run(world) {
      const room = 'dm:chen-min';
      await world.post('chen-min', { text: '加分 张伟 5 主持读书会', room });
      await world.settle();
      await world.post('chen-min', { text: '冲正 张伟', room });
      await world.settle();
      await world.post('chen-min', { text: '1 记错了人', room });
      await world.settle();
      await world.post('chen-min', { text: '确认', room });
      await world.settle();
    },
    leads: { [entries]: 2, 'SELECT coalesce(sum(counted), 0)::int AS n FROM "PointEntry"': 0 },
  },
  {
    name: 'a draft from the request to the Word file',
    async before(world) {
      await world.post('zhang-wei', { text: report });
      await world.settle();
    },
    async run(world) {
      world.telegram.says(chen, group, '出稿 垃圾分类');
      await world.settle();
    },
    leads: { [`SELECT count(*)::int AS n FROM "Draft" WHERE state = 'ready'`]: 1 },
  },
  {
    name: 'a join request and its agreement',
    async run(world) {
      world.telegram.says(stranger, group, report);
      await world.settle();
      world.telegram.says(stranger, group, '我是 吴桐');
      await world.settle();
      world.telegram.says(chen, dmWith(chen), '同意 吴桐');
      await world.settle();
    },
    leads: { [submissions]: 1, [`SELECT count(*)::int AS n FROM "JoinRequest" WHERE state = 'agreed'`]: 1 },
  },
  {
    name: 'a message that fails three times',
    async run(world) {
      world.telegram.says(zhang, group, '难题 一');
      await world.settle();
    },
    leads: { [`SELECT count(*)::int AS n FROM "InboxMessage" WHERE state = 'set_aside'`]: 1 },
  },
  {
    name: 'an edited message',
    async run(world) {
      const { messageId } = world.telegram.says(zhang, group, report);
      await world.settle();
      await world.time.pass(60_000);
      world.telegram.changes(zhang, group, messageId, `${report}请尽快。`);
      await world.settle();
    },
    leads: { [submissions]: 1, 'SELECT count(*)::int AS n FROM "SubmissionEvent"': 1 },
  },
  {
    name: 'posts and a pressed button in the room',
    async run(world) {
      const first = await world.post('chen-min', { text: session });
      await world.settle();
      const { rows } = await world.admin.query(
        'SELECT id, buttons FROM "RoomMessage" WHERE sender = $1 AND "replyTo" = $2',
        ['bot', first],
      );
      const [row] = rows;
      await world.post('chen-min', { text: '', replyTo: row?.id, action: row?.buttons[0]?.[0]?.action ?? '' });
      await world.settle();
    },
    leads: { [openActivities]: 1 },
  },
  {
    name: 'a batch of long polling',
    async run(world) {
      world.telegram.says(zhang, group, report);
      world.telegram.says(li, group, '社情民意：农贸市场门口停车太乱，建议划线。');
      world.telegram.says(zhang, group, '今晚谁去看球？');
      world.telegram.says(zhang, dmWith(zhang), '积分规则');
      await world.settle('poll');
    },
    leads: { [submissions]: 2, [entries]: 2, 'SELECT count(*)::int AS n FROM "InboxMessage"': 4 },
  },
];
