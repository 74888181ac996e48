import { createActionSigner } from '../../adapters/telegram/sign-action.ts';
import { conversationId } from '../../src/chat/conversation-id.ts';
import { openTelegramDoor } from '../support/telegram-door.ts';
import type { ApiFault } from '../support/telegram/faults.ts';
import { describeChatAdapter, type AdapterHarness } from './chat-adapter.suite.ts';

const faults = {
  too_fast: { status: 429, description: 'Too Many Requests: retry after 3', parameters: { retry_after: 3 } },
  forbidden: { status: 403, description: 'Forbidden: bot was kicked from the group chat' },
  server_error: { status: 502, html: '<html>Bad Gateway</html>' },
  cut: { reset: 'after' },
} as const satisfies Record<string, ApiFault>;

async function openHarness(by: 'polling' | 'webhook'): Promise<AdapterHarness> {
  const door = await openTelegramDoor({ by });
  const { telegram, adapter, intake, files } = door;
  const { read: readAction } = createActionSigner(telegram.token);
  const zhang = telegram.person('张伟');
  const group = telegram.group('示范支部', [zhang]);
  // By then the bot knows its own name.
  await telegram.called(by === 'polling' ? 'getUpdates' : 'setWebhook');
  const messageOf = (id: string) => group.messages.find((each) => String(each.id) === id);
  const found = (id: string) => {
    const message = messageOf(id);
    if (!message) throw new Error(`no message ${id} in the group`);
    return message;
  };
  return {
    adapter,
    group: conversationId({ platform: 'telegram', chat: String(group.chat.id) }),
    dm: conversationId({ platform: 'telegram', chat: String(zhang.account.id) }),
    async says(text, { in: where = 'group', replyTo, mention = false } = {}) {
      const quoted = replyTo === undefined ? {} : { replyTo: found(replyTo) };
      zhang.says(text, { in: where === 'dm' ? zhang.dm : group, mention, ...quoted });
    },
    async sendsFile(file, caption) {
      zhang.sendsFile({ ...file, caption });
    },
    async presses(messageId, label) {
      zhang.presses({ message: found(messageId), text: '' }, label);
    },
    // As it lies in the inbox: through JSON.
    nextPayload: async () => JSON.parse(JSON.stringify((await intake.next()).payload)),
    async shown(messageId) {
      const message = messageOf(messageId);
      if (!message) return null;
      return {
        text: message.text ?? message.caption ?? message.poll?.question ?? '',
        buttons: message.buttons.map((row) => row.map(({ text, data }) => ({ label: text, action: readAction(data) }))),
        ...(message.poll ? { options: message.poll.options } : {}),
        files: message.file ? [{ name: message.file.name, bytes: message.file.bytes }] : [],
        replyTo: message.replyTo ? String(message.replyTo.id) : null,
      };
    },
    async allShown() {
      const ours = group.messages.filter(({ from }) => from?.isBot);
      return ours.map(({ text, caption }) => text ?? caption ?? '').join('\n');
    },
    async votes(messageId, options) {
      if (found(messageId).poll?.closed) throw new Error('the poll is closed');
      zhang.votes(found(messageId), ...options);
    },
    async reactionsOn(messageId) {
      const { reaction } = found(messageId);
      return reaction === undefined ? [] : [reaction];
    },
    async sendsAlbum(count, caption) {
      const photo = (index: number) => ({ name: `${index}.jpg`, kind: 'photo' as const, bytes: Buffer.from('光') });
      zhang.sendsAlbum(
        Array.from({ length: count }, (_, index) => photo(index)),
        { caption },
      );
    },
    async edits(text) {
      const last = group.messages.findLast(({ from }) => from?.id === zhang.account.id);
      if (last) zhang.edits(last, text);
    },
    keepFile: async (name, type, bytes) => ({ name, type, ...(await files.put(bytes)) }),
    intake: {
      hold: () => intake.hold(),
      fail: (times) => intake.fail(times),
      attempted: (times) => intake.attempted(times),
      acknowledged: () => telegram.updates.acknowledged,
      allAcknowledged: () => telegram.allConfirmed(),
    },
    async redelivers() {
      const { payload } = await intake.next();
      await telegram.allConfirmed();
      telegram.updates.addRaw(payload);
      await intake.attempted(2);
      return intake.handed.map(({ updateKey, messageKey }) => ({ updateKey, messageKey }));
    },
    faults: (kind) => telegram.fault('sendMessage', faults[kind]),
    close: () => door.close(),
  };
}

describeChatAdapter('telegram, polling,', () => openHarness('polling'));
describeChatAdapter('telegram, webhook,', () => openHarness('webhook'));
