import { conversationId } from '../../src/chat/conversation-id.ts';
import { openWechatDoor } from '../support/wechat-door.ts';
import { mention, quote, recall, relay, sendFile } from '../support/wechat/ways.ts';
import type { BotMessage } from '../support/wechat/world.ts';
import { describeChatAdapter, type AdapterHarness } from './chat-adapter.suite.ts';

/** As a gateway answers: gRPC's number and words. */
const grpc = (code: number, details: string) => Object.assign(new Error(`${code}: ${details}`), { code, details });

const faults = {
  too_fast: new Error('发送消息过于频繁，请稍后再试'),
  forbidden: grpc(9, 'FAILED_PRECONDITION'),
  server_error: grpc(14, 'No connection established'),
  cut: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
} as const;

async function openHarness(name: string): Promise<AdapterHarness> {
  const door = await openWechatDoor({ name });
  const { world, adapter, intake, files } = door;
  const zhang = world.person('张伟');
  const li = world.person('李芳');
  const group = world.room('示范支部', [zhang, li]);
  const inGroup = () => world.sent.filter(({ conversationId: chat }) => chat === group.id);
  const found = (id: string): BotMessage => {
    const message = inGroup().find((each) => each.id === id);
    if (!message) throw new Error(`the group does not show ${id}`);
    return message;
  };
  let last = '';
  return {
    adapter,
    group: conversationId({ platform: 'wechat', chat: group.id }),
    dm: conversationId({ platform: 'wechat', chat: zhang.id }),
    asksToWaitMs: 30 * 60_000,
    hasCaptions: false,
    async says(text, { in: where = 'group', replyTo, mention: calls = false } = {}) {
      if (where === 'dm') last = world.say({ from: zhang, text });
      else if (calls) last = mention(world, zhang, group, text);
      else if (replyTo === undefined) last = world.say({ from: zhang, room: group, text });
      else {
        const quoted = found(replyTo).text;
        last = quote(world, { from: zhang, room: group, speaker: world.botName, quoted, text });
      }
    },
    async sendsFile(file) {
      last = sendFile(world, zhang, file, group);
    },
    async presses() {
      throw new Error('WeChat has no buttons');
    },
    // As it lies in the inbox: through JSON.
    nextPayload: async () => JSON.parse(JSON.stringify((await intake.next()).payload)),
    async shown(messageId) {
      const message = inGroup().find(({ id }) => id === messageId);
      if (!message) return null;
      // Files come as messages of their own, after the words.
      const rest = inGroup().slice(inGroup().indexOf(message));
      return { text: message.text, buttons: [], files: rest.flatMap(({ file }) => file ?? []), replyTo: null };
    },
    async allShown() {
      return inGroup()
        .map(({ text }) => text)
        .join('\n');
    },
    async takesBack() {
      recall(world, zhang, group, last);
    },
    async startsRelay(title, rows) {
      const by = [zhang, li];
      relay(world, {
        from: zhang,
        room: group,
        title,
        rows: rows.map((text, index) => ({ by: by[index % 2]?.id ?? '', text })),
      });
    },
    keepFile: async (fileName, type, bytes) => ({ name: fileName, type, ...(await files.put(bytes)) }),
    intake: {
      hold: () => intake.hold(),
      fail: (times) => intake.fail(times),
      attempted: (times) => intake.attempted(times),
      // WeChat waits for nobody's word: what is in the inbox counts.
      acknowledged: () => intake.updates.length,
      allAcknowledged: () => intake.attempted(1),
    },
    async redelivers() {
      await intake.next();
      world.sayAgain(last);
      await intake.attempted(2);
      return intake.handed.map(({ updateKey, messageKey }) => ({ updateKey, messageKey }));
    },
    faults: (kind) => world.sendFaults.push(faults[kind]),
    close: () => door.close(),
  };
}

describeChatAdapter('wechat, ids that stay,', () => openHarness('wechaty-puppet-mock'));
describeChatAdapter('wechat, ids that change,', () => openHarness('wechaty-puppet-wechat4u'));
