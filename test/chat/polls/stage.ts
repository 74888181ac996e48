import type { ChatAdapter } from '../../../src/chat/chat-adapter.ts';
import { conversationId } from '../../../src/chat/conversation-id.ts';
import type { HandleDeps } from '../../../src/chat/inbox/handle-deps.ts';
import { handleNext } from '../../../src/chat/inbox/handle-message.ts';
import { dueConversations } from '../../../src/chat/inbox/inbox.store.ts';
import { createIntake } from '../../../src/chat/inbox/intake.store.ts';
import type { InboundMessage, OutboundBody } from '../../../src/chat/message.ts';
import { messenger } from '../../../src/chat/outbox/messenger.ts';
import { deliverDue } from '../../../src/chat/outbox/sender.ts';
import { activitiesFeature } from '../../../src/features/activities/index.ts';
import { directory, membersFeature } from '../../../src/features/members/index.ts';
import { closeDuePolls, pollsFeature } from '../../../src/features/polls/index.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { createStage } from '../../support/stage.ts';

/** Sunday, 22 November 2026, ten in the morning in Shanghai. */
const sunday = '2026-11-22T10:00';

export const days = '投票：下次学习会放在哪天？周五下午／周六上午／都可以';

const zone = 'Asia/Shanghai';
const group = conversationId({ platform: 'native', chat: '1' });

/** What a second platform, one with native polls, was told. */
interface Told {
  key: string;
  body: OutboundBody;
  pollId: string | null;
}

interface NativeVote {
  account: string;
  pollId: string;
  options: readonly number[];
}

const nativeVote = ({ account, pollId, options }: NativeVote, number: number, at: Date): InboundMessage => ({
  event: 'vote',
  platform: 'native',
  conversation: conversationId({ platform: 'native', chat: account }),
  kind: 'dm',
  chatTitle: account,
  messageId: `vote-${number}`,
  editVersion: 0,
  sender: { id: account, name: account },
  text: '',
  mentionsBot: false,
  vote: { pollId, options },
  files: [],
  at,
});

/** A platform with native polls and nothing else: messages there cannot be changed, and there are no buttons. */
function nativeDoor(told: Told[], closed: string[]): ChatAdapter {
  return {
    platform: 'native',
    capabilities: { edit: false, buttons: false, files: false, polls: true, idempotentSend: true },
    // The tests below write the payloads: messages as they are, their moment as a string.
    parse(payload) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by nativeVote alone
      const message = payload as InboundMessage;
      return { ...message, at: new Date(message.at) };
    },
    async send({ key, body }) {
      const pollId = body.poll ? `poll-${key}` : null;
      told.push({ key, body, pollId });
      return { messageId: `message-${key}`, ...(pollId === null ? {} : { pollId }) };
    },
    async edit() {
      throw new Error('messages cannot be changed here');
    },
    async closePoll(messageId) {
      closed.push(messageId);
    },
    async start() {},
    async stop() {},
    health: () => ({ ok: true, detail: 'stage' }),
  };
}

/** The demonstration unit with polls on stage, and a second group of it on a platform with native polls. */
export async function pollStage() {
  const stage = await createStage({
    now: sunday,
    features: ({ allCommands }) => [membersFeature({ allCommands }), activitiesFeature(), pollsFeature()],
  });
  const { prisma, pool } = stage.database;
  const unit = await prisma.unit.findFirstOrThrow({ where: { key: 'demo' } });
  await prisma.chat.create({
    data: { conversation: group, platform: 'native', kind: 'group', title: '群', unitId: unit.id },
  });
  const told: Told[] = [];
  const closed: string[] = [];
  const adapter = nativeDoor(told, closed);
  const deps: HandleDeps = {
    transact: stage.transact,
    adapters: new Map([['native', adapter]]),
    registry: stage.registry,
    directory,
    clock: stage.clock,
    zone,
    locale: 'zh-CN',
    log: silentLogger,
    committed() {},
  };
  const intake = createIntake({ pool, platform: 'native', isChatter: () => false, accepted() {} });
  let updates = 0;

  /** Handles and delivers on both platforms until nothing is due. */
  async function settle(): Promise<void> {
    await stage.settle();
    for (;;) {
      const due = await dueConversations(pool, ['native'], 100);
      for (const conversation of due) while (await handleNext(deps, conversation));
      const sent = await deliverDue({ ...deps, pool, adapter });
      if (due.length === 0 && sent === 0) return;
    }
  }

  /** An account of the second platform that is this member's; null = nobody's. */
  async function account(externalId: string, memberKey: string | null): Promise<void> {
    const member = memberKey === null ? null : await prisma.member.findUniqueOrThrow({ where: { key: memberKey } });
    await prisma.identity.create({
      data: { platform: 'native', externalId, displayName: externalId, memberId: member?.id ?? null },
    });
  }

  const take = (votes: readonly NativeVote[]) =>
    intake.accept(
      votes.map((vote) => {
        updates += 1;
        const payload = nativeVote(vote, updates, stage.clock.now());
        return {
          account: 'bot',
          updateKey: String(updates),
          messageKey: null,
          conversation: payload.conversation,
          payload,
        };
      }),
    );

  return {
    ...stage,
    unit,
    told,
    /** Platform messages whose native poll was closed. */
    closed,
    settle,
    account,
    /** The secretary asks and confirms. @returns the question's message in the web room, and its native poll */
    async asked(sentence = days): Promise<{ id: number; message: number; pollId: string; buttons: string[] }> {
      const chen = stage.member('chen-min');
      await chen.says(sentence);
      const line = await chen.says('确认');
      await settle();
      const entry = line.answers.find(({ buttons }) => JSON.stringify(buttons).includes('vote:'));
      if (!entry) throw new Error(`nothing was asked: ${line.text}`);
      const { id } = await prisma.poll.findFirstOrThrow({ orderBy: { id: 'desc' } });
      const pollId = told.findLast((one) => one.pollId !== null)?.pollId ?? '';
      const buttons = entry.buttons.flat().map(({ action }) => action);
      return { id, message: entry.id, pollId, buttons };
    },
    /** A native vote, as the platform says it: without the chat. */
    async votes(externalId: string, pollId: string, options: readonly number[]): Promise<void> {
      await take([{ account: externalId, pollId, options }]);
      await settle();
    },
    /** Votes that are handled side by side. */
    async votesAtOnce(votes: readonly NativeVote[]): Promise<void> {
      await take(votes);
      const due = await dueConversations(pool, ['native'], 100);
      await Promise.all(due.map((conversation) => handleNext(deps, conversation)));
      await settle();
    },
    /** What 投票结果 answers: counts in the order of the options. */
    async counts(): Promise<number[]> {
      const { text } = await stage.member('zhang-wei').whispers('投票结果');
      return [...text.matchAll(/：(\d+)票/g)].map(([, count]) => Number(count));
    },
    /** Moves the clock and closes what is due then. */
    async tick(wall: string): Promise<number> {
      stage.clock.set(wall);
      const count = await closeDuePolls({
        run: stage.transact,
        messenger,
        now: stage.clock.now(),
        zone,
        locale: 'zh-CN',
        log: silentLogger,
      });
      await settle();
      return count;
    },
  };
}

export type PollStage = Awaited<ReturnType<typeof pollStage>>;
