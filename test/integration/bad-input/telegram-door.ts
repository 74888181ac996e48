import { webhookPath } from '../../../adapters/telegram/read-webhook.ts';
import type { HandleDeps } from '../../../src/chat/inbox/handle-deps.ts';
import { handleNext } from '../../../src/chat/inbox/handle-message.ts';
import { isChatter } from '../../../src/chat/inbox/chatter.ts';
import { dueConversations } from '../../../src/chat/inbox/inbox.store.ts';
import { createIntake } from '../../../src/chat/inbox/intake.store.ts';
import { createRegistry, type Registry } from '../../../src/chat/registry.ts';
import { deliverDue } from '../../../src/chat/outbox/sender.ts';
import { directory, ensureFirstUnit, findMembersByName, membersFeature } from '../../../src/features/members/index.ts';
import { pointsFeature } from '../../../src/features/points/index.ts';
import { submissionsFeature } from '../../../src/features/submissions/index.ts';
import { inTransaction } from '../../../src/storage/index.ts';
import { createTestDatabase } from '../../support/database.ts';
import { openTelegramDoor, webhookSecret } from '../../support/telegram-door.ts';
import type { BadInputDoor, Heard } from './outcome-of.ts';
import { recordLog } from './recorded-log.ts';

const zone = 'Asia/Shanghai';
/** Tuesday, 24 November 2026, nine in the morning in Shanghai. */
const tuesday = new Date('2026-11-24T01:00:00Z');

/** One update; what is not said is filled in: the group, the moment, the next numbers. */
export interface Told {
  /** Key of a member; `stranger`, somebody nobody knows; null, nobody is named. Default zhang-wei. */
  by?: string | null;
  field?: 'message' | 'edited_message';
  privately?: true;
  /** Quotes the bot's newest message here. */
  quotesAnswer?: true;
  /** About an earlier message: so many before this one. */
  again?: number;
  /** Told by Telegram itself instead. */
  happens?: 'becomes_supergroup' | 'throws_out' | 'brings_in';
  content?: Record<string, unknown>;
}

/** The sample branch in a Telegram group: real HTTP webhook, real inbox, answers to a pretended Telegram. */
export async function openBranchOnTelegram() {
  const log = recordLog();
  const database = await createTestDatabase();
  const door = await openTelegramDoor({ by: 'webhook', asleep: true, log });
  const { telegram } = door;
  const transact: HandleDeps['transact'] = (work) => inTransaction(database, work);
  await transact((tx) => ensureFirstUnit(tx, false));
  const registry: Registry = createRegistry([
    membersFeature({ allCommands: () => registry.commands }),
    submissionsFeature(),
    pointsFeature({ findMembersByName }),
  ]);
  const { pace: _, ...capabilities } = door.adapter.capabilities;
  const adapter = { ...door.adapter, capabilities };
  const deps: HandleDeps = {
    transact,
    adapters: new Map([['telegram', adapter]]),
    registry,
    directory,
    clock: { now: () => tuesday },
    zone,
    locale: 'zh-CN',
    log,
    committed() {},
  };
  const people = new Map(['zhang-wei', 'li-fang', 'chen-min', 'stranger'].map((key) => [key, telegram.person(key)]));
  const group = telegram.group('示范支部', [...people.values()]);
  await bindBranch();
  const intake = createIntake({
    pool: database.pool,
    platform: 'telegram',
    isChatter(payload) {
      const message = adapter.parse(payload);
      return message === null || isChatter(registry, message, zone);
    },
    accepted() {},
  });
  await adapter.start(intake);
  await telegram.called('setWebhook');
  while (!adapter.health().ok) await new Promise((resolve) => setImmediate(resolve));
  const address = `${door.url}${webhookPath(webhookSecret)}`;
  let updates = 1;
  let messages = 100_000;

  /** The group is the branch's, and three of its members are known by their accounts, with their private talks open. */
  async function bindBranch(): Promise<void> {
    const unit = await database.prisma.unit.findFirstOrThrow({ where: { key: 'demo' } });
    const conversation = `telegram:${group.chat.id}`;
    await database.prisma.chat.create({
      data: {
        conversation,
        platform: 'telegram',
        kind: 'group',
        title: '示范支部',
        unitId: unit.id,
        noticedAt: tuesday,
      },
    });
    for (const [key, { account }] of people) {
      if (key === 'stranger') continue;
      const member = await database.prisma.member.findUniqueOrThrow({
        where: { key },
      });
      const [externalId, memberId] = [String(account.id), member.id];
      const dmConversation = `telegram:${externalId}`;
      await database.prisma.identity.create({
        data: { platform: 'telegram', externalId, displayName: key, memberId, dmConversation },
      });
    }
  }

  const placeOf = ({ by, privately }: Told) => {
    const person = people.get(by ?? 'zhang-wei');
    return privately && person ? person.dm : group;
  };

  function update(told: Told): Record<string, unknown> {
    const { by = 'zhang-wei', field = 'message', quotesAnswer, again = 0, content } = told;
    const place = placeOf(told);
    const { id, type, title } = place.chat;
    const person = by === null ? undefined : people.get(by);
    if (again === 0) messages += 1;
    updates += 1;
    const answer = place.shown.at(-1)?.message.id;
    return {
      update_id: updates,
      [field]: {
        message_id: messages - Math.max(0, again - 1),
        date: tuesday.getTime() / 1000,
        chat: { id, type, title },
        ...(person ? { from: { id: person.account.id, is_bot: false, first_name: person.account.name } } : {}),
        ...(quotesAnswer && answer !== undefined
          ? { reply_to_message: { message_id: answer, date: 1, chat: { id, type } } }
          : {}),
        ...(field === 'edited_message' ? { edit_date: tuesday.getTime() / 1000 + updates } : {}),
        ...content,
      },
    };
  }

  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}, method = 'POST') =>
    fetch(address, {
      method,
      ...(method === 'POST' || method === 'PUT' ? { body } : {}),
      headers: {
        'content-type': 'application/json',
        'x-telegram-bot-api-secret-token': webhookSecret,
        ...headers,
      },
    });

  /** Handles and delivers until nothing is due. */
  async function settle(): Promise<void> {
    for (;;) {
      const due = await dueConversations(database.pool, ['telegram'], 100);
      for (const conversation of due) while (await handleNext(deps, conversation));
      const sent = await deliverDue({ ...deps, pool: database.pool, adapter });
      if (due.length === 0 && sent === 0) return;
    }
  }

  async function happen(what: NonNullable<Told['happens']>): Promise<void> {
    const [chen] = [...people.values()].slice(-2);
    if (!chen) throw new Error('nobody is there');
    if (what === 'becomes_supergroup') group.becomesSupergroup();
    else if (what === 'throws_out') group.throwsOut(chen);
    else group.bringsIn(chen);
    await telegram.allConfirmed();
  }

  const shown = () => [group, ...[...people.values()].map(({ dm }) => dm)].flatMap((place) => place.shown);

  const badInputDoor: BadInputDoor = { database, log };
  return {
    ...badInputDoor,
    database,
    address,
    post,
    settle,
    group,
    /** Has it all told by HTTP, one after the other, and says what the bot answered to the last. */
    async hears(input: readonly Told[]): Promise<Heard> {
      let before = shown();
      for (const told of input) {
        before = shown();
        if (told.happens) await happen(told.happens);
        else {
          const { status } = await post(JSON.stringify(update(told)));
          if (status !== 200) throw new Error(`the webhook answered ${status}`);
        }
        await settle();
      }
      const words = input.map(({ content }) => JSON.stringify(content ?? '')).join('\n');
      return {
        words,
        answers: shown()
          .filter((each) => !before.includes(each))
          .map(({ text }) => text),
      };
    },
    async comeToRest(): Promise<void> {
      await database.pool.query('UPDATE "Question" SET "closedAt" = now() WHERE "closedAt" IS NULL');
    },
    async close(): Promise<void> {
      await door.close();
      await database.close();
    },
  };
}

export type BranchOnTelegram = Awaited<ReturnType<typeof openBranchOnTelegram>>;
