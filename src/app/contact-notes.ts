import { SendError, type ChatAdapter } from '../chat/chat-adapter.ts';
import { errorCode } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { createLoop, type Loop } from '../lib/loop.ts';
import type { AccountToNote } from './contact-notes.store.ts';
import { contactRemark } from './contact-remark.ts';

export interface ContactNotesDeps {
  doors: readonly ChatAdapter[];
  /** Members' accounts under ids of the platform's present login. */
  accounts(platform: string): Promise<readonly AccountToNote[]>;
  /** Keeps what the platform has noted. */
  keep(account: AccountToNote, remark: string): Promise<void>;
  log: Logger;
}

/** Whoever became a member, or opened a private talk, is noted within this time. */
const everyMs = 60_000;
/** A platform that refuses one contact without saying why is not asked more often, until the next login. */
const mostTries = 3;

type NotingDoor = ChatAdapter & Required<Pick<ChatAdapter, 'noteContact'>>;
const canNote = (door: ChatAdapter): door is NotingDoor => door.noteContact !== undefined;

/** Somebody who was no contact may be one once they talk in private: then they are tried once more. */
const keyOf = ({ id, session, dmConversation }: AccountToNote) => JSON.stringify([id, session, dmConversation]);

/** Accounts with the tries they have cost; as many as no more are made when it is settled. */
type Tries = Map<string, number>;

/** Milliseconds after which the door can go on; false = when it is looked at next; null = with the next account. */
type Pause = number | false | null;

/**
 * Notes members' names beside their accounts where ids are other ones after each login (WeChat’s 备注): nobody but our
 * own account can write there, so whoever is found with the note is known again without being asked. What somebody has
 * noted by hand stays, and serves as well.
 */
export function createContactNotes({ doors, accounts, keep, log }: ContactNotesDeps): Loop {
  const noting = doors.filter(canNote).map((door) => ({ door, tries: new Map<string, number>() }));
  let stopping = false;

  async function note(door: NotingDoor, account: AccountToNote, tries: Tries): Promise<Pause> {
    const key = keyOf(account);
    try {
      const remark = await door.noteContact(account.externalId, contactRemark(account));
      if (remark !== account.remark) await keep(account, remark);
      tries.set(key, mostTries);
      return null;
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      if (error.retryAfterMs !== undefined) return error.retryAfterMs;
      if (error.everywhere) return false;
      tries.set(key, error.permanent ? mostTries : (tries.get(key) ?? 0) + 1);
      log.debug({ platform: door.platform, code: error.code }, 'a contact could not be noted');
      return null;
    }
  }

  async function look({ door, tries }: { door: NotingDoor; tries: Tries }): Promise<number | false> {
    const present = await accounts(door.platform);
    const keys = new Set(present.map(keyOf));
    for (const key of tries.keys()) if (!keys.has(key)) tries.delete(key);
    for (const account of present) {
      if (stopping) return false;
      if ((tries.get(keyOf(account)) ?? 0) >= mostTries) continue;
      const pause = await note(door, account, tries);
      if (pause !== null) return pause;
    }
    return false;
  }

  const loop = createLoop({
    idleMs: everyMs,
    async round() {
      const pauses = await Promise.all(noting.map(look));
      return Math.min(...pauses.map((pause) => pause || everyMs), everyMs);
    },
    onError: (error) => log.warn({ code: errorCode(error) }, 'the notes beside contacts could not be looked at'),
  });

  return {
    start: loop.start,
    nudge: loop.nudge,
    async stop() {
      stopping = true;
      await loop.stop();
    },
  };
}
