import type { IntakeUpdate } from '../../src/chat/chat-adapter.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { errorCode } from '../../src/lib/errors.ts';
import type { Logger } from '../../src/lib/logger.ts';
import type { Acceptor } from './accept-people.ts';
import type { LoginState } from './login-state.ts';
import { meetRoom, meetRooms } from './meet-rooms.ts';
import type { WechatPayload } from './payload-schema.ts';
import { lookUp, lookUpRoom } from './people.ts';
import type { Puppet } from './puppet.ts';
import { askMessage, recordMessage, type RecordStamp } from './record-message.ts';
import { kinds } from './read-content.ts';
import { isRateWarning } from './read-warning.ts';
import { stampRecord } from './stamp-record.ts';
import type { TakeIn } from './take-in.ts';

export interface HearDeps {
  login: LoginState;
  takeIn: TakeIn;
  acceptor: Acceptor;
  /** Ids hold for one login only. */
  idsChange: boolean;
  clock: Clock;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** WeChat has said that we send too often. */
  warned(): void;
  log: Logger;
}

/** Message ids that are remembered, to know which of its two numbers a recall means. */
const remembered = 2_000;

/**
 * Listens to a puppet, for as long as the signal lets it. The puppet is listened to itself, not wechaty above it: wechaty
 * passes a message on only once it has found out all about speaker and room, and drops it when that fails.
 */
export function hearPuppet(puppet: Puppet, deps: HearDeps, signal: AbortSignal): void {
  const { login, takeIn, idsChange, clock, log } = deps;
  const seen = new Set<string>();
  const session = () => (idsChange && login.account ? { session: login.account.id } : {});
  const stamp = (): RecordStamp => ({
    bot: login.account ?? { id: '', name: '' },
    ...session(),
    receivedAt: clock.now().getTime(),
  });
  const keep = (make: () => Promise<WechatPayload | null>) =>
    takeIn.add(async (): Promise<IntakeUpdate | null> => {
      const record = await make();
      return record && stampRecord(record);
    });

  /** Nothing that a listener does may end in an unhandled rejection: that would end the process. */
  function listen(work: () => unknown): void {
    if (signal.aborted) return;
    const failed = (error: unknown) =>
      log.warn({ door: 'wechat', code: errorCode(error) }, 'an event of WeChat was lost');
    Promise.resolve().then(work).catch(failed);
  }

  function remember(id: string): void {
    seen.add(id);
    const [oldest] = seen;
    if (seen.size > remembered && oldest !== undefined) seen.delete(oldest);
  }

  async function hear(messageId: string, at: RecordStamp): Promise<WechatPayload | null> {
    const said = await askMessage(puppet, messageId);
    if (!said) {
      log.error({ door: 'wechat' }, 'the puppet told of a message that it does not have');
      return null;
    }
    const { talkerId, roomId, type, text } = said;
    // Members cannot say words of the system: those have no type that anybody could send, or no speaker.
    const isOfSystem = type === kinds.unknown || talkerId === '' || talkerId === roomId;
    if (isOfSystem && isRateWarning(text)) deps.warned();
    if (talkerId === at.bot.id || (talkerId === '' && roomId === '')) return null;
    const isKnown = (id: string) => seen.has(id);
    const record = await recordMessage(puppet, said, { stamp: at, isKnown });
    remember(messageId);
    return record;
  }

  async function move(kind: 'joined' | 'left', roomId: string, by: string): Promise<WechatPayload> {
    const [room, talker] = await Promise.all([
      lookUpRoom(puppet, roomId),
      by === '' ? null : lookUp(puppet, by, roomId),
    ]);
    return { kind, ...stamp(), room, talker };
  }

  /** After a login under new ids every room is shown with its people, so that all are found again. */
  async function meet(): Promise<void> {
    if (!idsChange) return;
    const { logins } = login;
    const again = new AbortController();
    const isPast = () => signal.aborted || login.logins !== logins || login.phase !== 'in';
    for await (const record of meetRooms({ puppet, stamp, sleep: deps.sleep }, again.signal)) {
      if (isPast()) return;
      keep(async () => record);
    }
  }

  const isOurs = (id: string) => login.account?.id === id;
  puppet.on('message', ({ messageId }) => {
    listen(() => {
      const at = stamp();
      keep(() => hear(messageId, at));
    });
  });
  puppet.on('room-join', ({ inviteeIdList, inviterId, roomId }) => {
    listen(() => {
      if (!inviteeIdList.some(isOurs)) return;
      keep(() => move('joined', roomId, inviterId));
      if (idsChange) keep(() => meetRoom({ puppet, stamp }, roomId, signal));
    });
  });
  puppet.on('room-leave', ({ removeeIdList, removerId, roomId }) => {
    listen(() => {
      if (removeeIdList.some(isOurs)) keep(() => move('left', roomId, removerId));
    });
  });
  puppet.on('room-invite', ({ roomInvitationId }) => listen(() => deps.acceptor.invitation(puppet, roomInvitationId)));
  puppet.on('friendship', ({ friendshipId }) => listen(() => deps.acceptor.friendship(puppet, friendshipId)));
  puppet.on('login', ({ contactId }) => {
    listen(async () => {
      login.enter({ id: contactId, name: '' });
      login.rename((await lookUp(puppet, contactId)).name);
      await meet();
    });
  });
  // Some puppets know their rooms only some time after the login, and say so.
  puppet.on('ready', () => listen(meet));
  puppet.on('logout', () => listen(() => login.to('out')));
  puppet.on('scan', ({ qrcode, status }) => listen(() => noteScan(login, qrcode, status)));
}

/** Numbers of `types.ScanStatus` of wechaty. */
const scanned = 3;
const confirmed = 4;

function noteScan(login: LoginState, code: string | undefined, status: number): void {
  if (status === scanned || status === confirmed) login.to('scanned');
  else if (code) login.showCode(code);
}
