import { once } from 'node:events';
import { conversationId } from '../../src/chat/conversation-id.ts';
import { createMemoryRoomLog, sampleMembers } from '../support/memory-room-log.ts';
import { fetchMessage, fetchMessages } from '../support/room-messages.ts';
import { openWebDoor } from '../support/web-door.ts';
import { describeChatAdapter, type AdapterHarness } from './chat-adapter.suite.ts';

const roomOf = (where: 'group' | 'dm') => (where === 'dm' ? 'dm:zhang-wei' : 'main');

/** The room over real HTTP. Nothing comes twice to it, and there is no network between it and the log. */
async function openWebHarness(): Promise<AdapterHarness> {
  const rooms = createMemoryRoomLog({ members: sampleMembers });
  const door = await openWebDoor({}, rooms);
  let read = 0;
  const post = async (body: object, room = 'main') => {
    const answer = await door.post({ from: 'zhang-wei', ...body }, room);
    if (answer.status !== 201) throw new Error(`refused: ${answer.status} ${await answer.text()}`);
  };
  return {
    adapter: door.adapter,
    group: conversationId({ platform: 'web', chat: 'main' }),
    dm: conversationId({ platform: 'web', chat: 'dm:zhang-wei' }),
    says: (text, { in: where = 'group', replyTo, mention = false } = {}) =>
      post(
        { text: mention ? `@同心助手 ${text}` : text, ...(replyTo === undefined ? {} : { replyTo: Number(replyTo) }) },
        roomOf(where),
      ),
    sendsFile: ({ name, type, bytes }, caption) =>
      post({ text: caption, attachments: [{ name, type, base64: bytes.toString('base64') }] }),
    async presses(messageId, label) {
      const shown = await fetchMessage(door.url, 'main', messageId);
      const button = shown?.buttons.flat().find((one) => one.label === label);
      await post({ action: button?.action, replyTo: Number(messageId) });
    },
    async nextPayload() {
      while (rooms.inbox.length <= read) await once(rooms.changes, 'change');
      read += 1;
      return JSON.parse(JSON.stringify(rooms.inbox[read - 1]));
    },
    async shown(messageId) {
      const message = await fetchMessage(door.url, 'main', messageId);
      if (!message) return null;
      const files = await Promise.all(
        message.attachments.map(async ({ name, url }) => ({
          name,
          bytes: Buffer.from(await (await fetch(door.url + url)).arrayBuffer()),
        })),
      );
      const { text, buttons, replyTo } = message;
      return { text, buttons, files, replyTo: replyTo === null ? null : String(replyTo) };
    },
    async allShown() {
      const messages = await fetchMessages(door.url, 'main');
      return messages
        .filter(({ from }) => from === 'bot')
        .map(({ text }) => text)
        .join('\n');
    },
    keepFile: async (name, type, bytes) => ({ name, type, ...(await door.files.put(bytes)) }),
    close: door.close,
  };
}

describeChatAdapter('web', openWebHarness);
