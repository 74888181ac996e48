import type { Logger } from '../../../src/lib/logger.ts';
import type { WechatPayload } from '../payload-schema.ts';
import type { Puppet } from '../puppet/puppet.ts';
import { kinds } from '../reading/read-content.ts';
import { isRateWarning } from '../sending/read-warning.ts';
import { askMessage, recordMessage, type RecordStamp } from './record-message.ts';

export interface HearMessageDeps {
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** WeChat has said that we send too often. */
  warned(): void;
  log: Logger;
}

/** Gives the record of a message, or null for what is none of others. */
export type HearMessage = (messageId: string, stamp: RecordStamp) => Promise<WechatPayload | null>;

/** Message ids that are remembered, to know which of its two numbers a recall means. */
const remembered = 2_000;
/** Milliseconds before each further try to get a message from the puppet, whose server may be away for a moment. */
const tryAgainAfterMs = [300, 2_000];

export function createHearMessage(puppet: Puppet, deps: HearMessageDeps, signal: AbortSignal): HearMessage {
  const seen = new Set<string>();

  function remember(id: string): void {
    seen.add(id);
    const [oldest] = seen;
    if (seen.size > remembered && oldest !== undefined) seen.delete(oldest);
  }

  async function ask(messageId: string) {
    for (const waitMs of tryAgainAfterMs) {
      const said = await askMessage(puppet, messageId);
      if (said || signal.aborted) return said;
      await deps.sleep(waitMs, signal);
    }
    return askMessage(puppet, messageId);
  }

  return async (messageId, stamp) => {
    const said = await ask(messageId);
    if (!said) {
      deps.log.error({ door: 'wechat' }, 'the puppet told of a message that it does not have');
      return null;
    }
    const { talkerId, roomId, type, text } = said;
    // Members cannot say words of the system: those have no type that anybody could send, or no speaker.
    const isOfSystem = type === kinds.unknown || talkerId === '' || talkerId === roomId;
    if (isOfSystem && isRateWarning(text)) deps.warned();
    if (talkerId === stamp.bot.id || (talkerId === '' && roomId === '')) return null;
    const record = await recordMessage(puppet, said, { stamp, isKnown: (id) => seen.has(id) });
    remember(messageId);
    return record;
  };
}
