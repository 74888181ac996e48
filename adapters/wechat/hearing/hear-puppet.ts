import type { IntakeUpdate } from '../../../src/chat/chat-adapter.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { errorCode } from '../../../src/lib/errors.ts';
import type { Acceptor } from './accept-people.ts';
import { createHearMessage, type HearMessageDeps } from './hear-message.ts';
import type { LoginState } from '../login/login-state.ts';
import { meetRoom, meetRooms } from './meet-rooms.ts';
import type { WechatPayload } from '../payload-schema.ts';
import { lookUp, lookUpRoom } from './people.ts';
import type { Puppet } from '../puppet/puppet.ts';
import type { RecordStamp } from './record-message.ts';
import { stampRecord } from './stamp-record.ts';
import type { TakeIn } from './take-in.ts';

export interface HearDeps extends HearMessageDeps {
  login: LoginState;
  takeIn: TakeIn;
  acceptor: Acceptor;
  /** Ids hold for one login only. */
  idsChange: boolean;
  clock: Clock;
}

/** What all listeners of one puppet share. */
interface Ear {
  puppet: Puppet;
  deps: HearDeps;
  signal: AbortSignal;
  stamp(): RecordStamp;
  /** Puts what comes of it into the inbox, in the order of the calls. */
  keep(make: () => Promise<WechatPayload | null>): void;
  /** Nothing that a listener does may end in an unhandled rejection: that would end the process. */
  listen(work: () => unknown): void;
}

/**
 * Listens to a puppet, for as long as the signal lets it. The puppet is listened to itself, not wechaty above it: wechaty
 * passes a message on only once it has found out all about speaker and room, and drops it when that fails.
 */
export function hearPuppet(puppet: Puppet, deps: HearDeps, signal: AbortSignal): void {
  const ear = createEar(puppet, deps, signal);
  const { listen, keep, stamp } = ear;
  const hear = createHearMessage(puppet, deps, signal);
  puppet.on('message', ({ messageId }) => {
    listen(() => {
      const at = stamp();
      keep(() => hear(messageId, at));
    });
  });
  hearMembership(ear);
  hearLogin(ear);
  puppet.on('room-invite', ({ roomInvitationId: id }) => listen(() => deps.acceptor.invitation(puppet, id)));
  puppet.on('friendship', ({ friendshipId: id }) => listen(() => deps.acceptor.friendship(puppet, id)));
}

function createEar(puppet: Puppet, deps: HearDeps, signal: AbortSignal): Ear {
  const { login, takeIn, idsChange, clock, log } = deps;
  const failed = (error: unknown) =>
    log.warn({ door: 'wechat', code: errorCode(error) }, 'an event of WeChat was lost');
  return {
    puppet,
    deps,
    signal,
    stamp: () => ({
      bot: login.account ?? { id: '', name: '' },
      ...(idsChange && login.account ? { session: login.account.id } : {}),
      receivedAt: clock.now().getTime(),
    }),
    keep: (make) =>
      takeIn.add(async (): Promise<IntakeUpdate | null> => {
        const record = await make();
        return record && stampRecord(record);
      }),
    listen(work) {
      if (!signal.aborted) Promise.resolve().then(work).catch(failed);
    },
  };
}

function hearMembership({ puppet, deps, signal, stamp, keep, listen }: Ear): void {
  const isOurs = (id: string) => deps.login.account?.id === id;
  async function move(kind: 'joined' | 'left', roomId: string, by: string): Promise<WechatPayload> {
    const [room, talker] = await Promise.all([
      lookUpRoom(puppet, roomId),
      by === '' ? null : lookUp(puppet, by, roomId),
    ]);
    return { kind, ...stamp(), room, talker };
  }
  puppet.on('room-join', ({ inviteeIdList, inviterId, roomId }) => {
    listen(() => {
      if (!inviteeIdList.some(isOurs)) return;
      keep(() => move('joined', roomId, inviterId));
      if (deps.idsChange) keep(() => meetRoom({ puppet, stamp }, roomId, signal));
    });
  });
  puppet.on('room-leave', ({ removeeIdList, removerId, roomId }) => {
    listen(() => {
      if (removeeIdList.some(isOurs)) keep(() => move('left', roomId, removerId));
    });
  });
}

function hearLogin({ puppet, deps, signal, stamp, keep, listen }: Ear): void {
  const { login, idsChange, sleep } = deps;
  /** After a login under new ids every room is shown with its people, so that all are found again. */
  async function meet(): Promise<void> {
    if (!idsChange) return;
    const { logins } = login;
    for await (const record of meetRooms({ puppet, stamp, sleep }, signal)) {
      if (login.logins !== logins || login.phase !== 'in') return;
      keep(async () => record);
    }
  }
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
