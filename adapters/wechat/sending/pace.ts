import { asConversationId, readConversationId } from '../../../src/chat/conversation-id.ts';
import type { Pace, Rate } from '../../../src/chat/outbox/pacing.ts';
import { countCalls } from './render-message.ts';

/**
 * WeChat publishes no limits; these keep a distance from what users report. Bursts of 60 and some 120 messages half a
 * second apart end in 「发送消息过于频繁」, one each second was borne (github.com/Urinx/WeixinBot/issues/149); rooms in a row
 * without a pause were not (github.com/wechaty/wechaty/issues/412).
 */
const limits = {
  account: { messages: 1, perMs: 3_000 },
  jitterMs: 2_000,
  /** Receipts that come meanwhile leave together with the next one. */
  room: [
    { messages: 1, perMs: 10_000 },
    { messages: 3, perMs: 60_000 },
  ],
  talk: [{ messages: 1, perMs: 3_000 }],
} as const satisfies { [name: string]: Rate | readonly Rate[] | number };

const dayMs = 24 * 3_600_000;

/** Milliseconds between two calls of one message: its pieces and files. */
export const pieceGapMs = 1_200;

/** Milliseconds between two notes beside contacts: four a minute. Nobody waits for them. */
export const noteGapMs = 15_000;

/** Ids of rooms: @@… in the web protocol, R:… in WeCom, elsewhere …@chatroom. */
const isRoom = (chat: string) =>
  /^@@|^R:|@chatroom$|@im\.chatroom$/.test(readConversationId(asConversationId(chat)).chat);

/**
 * What the sender keeps below. One account, whatever its login: the state is kept over logins and restarts.
 *
 * @param dailyCap messages in any 24 hours
 */
export function createPace({ dailyCap }: { dailyCap: number }): Pace {
  return {
    account: 'wechat',
    all: { ...limits.account, jitterMs: limits.jitterMs, also: [{ messages: dailyCap, perMs: dayMs }] },
    chat: (chat) => (isRoom(chat) ? limits.room : limits.talk),
    calls: countCalls,
  };
}
