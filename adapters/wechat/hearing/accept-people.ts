import { errorCode } from '../../../src/lib/errors.ts';
import type { Logger } from '../../../src/lib/logger.ts';
import { soon } from './people.ts';
import type { Puppet } from '../puppet/puppet.ts';

export interface AcceptDeps {
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  log: Logger;
}

/** Whoever does not answer within a moment at night looks like a person; a hundred at once do not. Milliseconds. */
const betweenMs = 20_000;
/** What waits at most; a flood of requests is no unit's members. */
const mostWaiting = 50;
/** `types.Friendship.Receive` of wechaty: somebody asks us. */
const isAsked = 2;

/**
 * Says yes to people: friend requests from anybody, because a member has to become a contact to talk in private, and
 * what strangers can do there is as little as in the web room; invitations into rooms from contacts only. One after the
 * other, with a rest between.
 */
export interface Acceptor {
  friendship(puppet: Puppet, friendshipId: string): void;
  invitation(puppet: Puppet, invitationId: string): void;
}

export function createAcceptor({ sleep, log }: AcceptDeps, signal: AbortSignal): Acceptor {
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;

  function queue(kind: 'friendship' | 'invitation', accept: () => Promise<boolean>): void {
    if (waiting >= mostWaiting) {
      log.warn({ door: 'wechat', kind }, 'too many requests wait: answer this one on the phone');
      return;
    }
    waiting += 1;
    last = last.then(() => answer(kind, accept)).finally(() => (waiting -= 1));
  }

  async function answer(kind: string, accept: () => Promise<boolean>): Promise<void> {
    if (signal.aborted) return;
    try {
      if (!(await accept())) return;
      log.info({ door: 'wechat', kind }, 'a request was accepted');
    } catch (error) {
      log.warn({ door: 'wechat', kind, code: errorCode(error) }, 'a request could not be accepted: do it on the phone');
    }
    await sleep(betweenMs, signal);
  }

  return {
    friendship(puppet, id) {
      queue('friendship', async () => {
        const asked = await soon(() => puppet.friendshipPayload(id));
        if (Number(asked?.type) !== isAsked) return false;
        await puppet.friendshipAccept(id);
        return true;
      });
    },
    invitation(puppet, id) {
      queue('invitation', async () => {
        const { inviterId } = await puppet.roomInvitationPayload(id);
        const inviter = await puppet.contactPayload(inviterId);
        // Puppets that do not know who is a friend leave it out; an inviter that they know by name is one then.
        if (inviter.friend === false) return false;
        await puppet.roomInvitationAccept(id);
        return true;
      });
    },
  };
}
