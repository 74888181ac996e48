import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createCommandMenus } from '../../../src/app/command-menus.ts';
import type { RoleTalk } from '../../../src/app/role-talks.store.ts';
import { SendError, type ChatAdapter } from '../../../src/chat/chat-adapter.ts';
import { defineCommand, type Command, type Who } from '../../../src/chat/command.ts';
import { asConversationId } from '../../../src/chat/conversation-id.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import type { Loop } from '../../../src/lib/loop.ts';

const command = (alias: string, who: Who, more: Partial<Command> = {}): Command =>
  defineCommand({
    name: `test.${alias}`,
    words: [alias],
    alias,
    who,
    match: 'whole',
    args: z.string(),
    help: (locale) => `${alias} (${locale})`,
    usage: () => '',
    ...(more.unlisted ? { unlisted: true } : {}),
    ...(more.showFirst ? { showFirst: true } : {}),
    async handle() {},
  });

const commands = [
  command('help', 'anyone', { showFirst: true }),
  command('points', 'member'),
  command('intro', 'stranger', { showFirst: true }),
  command('again', 'member', { unlisted: true }),
  command('plan', ['secretary', 'leader'], { showFirst: true }),
  command('appoint', ['secretary']),
];

const chen = asConversationId('telegram:50001');
const talk = (role: RoleTalk['role'], conversation = chen): RoleTalk => ({ platform: 'telegram', conversation, role });

describe('command menus', () => {
  let talks: RoleTalk[];
  let calls: string[];
  let fault: ((place: string) => Error | null) | null;
  let now: Date;
  let loop: Loop;

  const door = (platform: string): ChatAdapter => ({
    platform,
    capabilities: { edit: true, buttons: true, files: true, idempotentSend: false },
    parse: () => null,
    send: async () => ({ messageId: '1' }),
    async edit() {},
    async offerCommands(place, locale, entries) {
      calls.push(`${platform} ${place} ${locale}: ${entries.map((entry) => entry.command).join(' ')}`);
      const error = fault?.(place);
      if (error) throw error;
    },
    async start() {},
    async stop() {},
    health: () => ({ ok: true, detail: '' }),
  });

  /** One look, and a minute in which nothing more is asked for. */
  async function look(): Promise<string[]> {
    calls = [];
    now = new Date(now.getTime() + 60_000);
    await vi.advanceTimersByTimeAsync(60_000);
    return calls;
  }

  function begin(doors: readonly ChatAdapter[] = [door('telegram')]): void {
    const roleTalks = async () => talks;
    loop = createCommandMenus({ doors, commands, roleTalks, clock: { now: () => now }, log: silentLogger });
    loop.start();
  }

  beforeEach(() => {
    vi.useFakeTimers();
    talks = [];
    calls = [];
    fault = null;
    now = new Date('2026-11-24T01:00:00Z');
  });
  afterEach(async () => {
    const stopped = loop.stop();
    await vi.runAllTimersAsync();
    await stopped;
    vi.useRealTimers();
  });

  it('show in groups a few, in private what members may use, and to a role all of its own, in both languages', async () => {
    talks = [talk('secretary'), talk('leader', asConversationId('telegram:50002'))];
    begin();
    await vi.advanceTimersByTimeAsync(0);
    expect(calls).toEqual([
      'telegram groups zh-CN: help',
      'telegram groups en: help',
      'telegram private zh-CN: help points',
      'telegram private en: help points',
      'telegram telegram:50001 zh-CN: help points plan appoint',
      'telegram telegram:50001 en: help points plan appoint',
      'telegram telegram:50002 zh-CN: help points plan',
      'telegram telegram:50002 en: help points plan',
    ]);
  });

  it('are offered again only where something changed', async () => {
    begin();
    await vi.advanceTimersByTimeAsync(0);
    expect(await look()).toEqual([]);
    talks = [talk('leader')];
    expect(await look()).toEqual([
      'telegram telegram:50001 zh-CN: help points plan',
      'telegram telegram:50001 en: help points plan',
    ]);
    talks = [talk('secretary')];
    expect(await look()).toHaveLength(2);
    expect(await look()).toEqual([]);
  });

  it('go back to what everybody sees when a role is taken', async () => {
    talks = [talk('secretary')];
    begin();
    await vi.advanceTimersByTimeAsync(0);
    talks = [];
    expect(await look()).toEqual(['telegram telegram:50001 zh-CN: ', 'telegram telegram:50001 en: ']);
    expect(await look()).toEqual([]);
  });

  it('come later when the network fails, without trying the rest meanwhile', async () => {
    fault = () => new SendError('telegram.unreachable', 'planned', { outcome: 'refused', everywhere: true });
    begin();
    await vi.advanceTimersByTimeAsync(0);
    expect(calls).toHaveLength(1);
    fault = null;
    expect(await look()).toHaveLength(4);
  });

  it('keep the pause that the platform asks for', async () => {
    fault = () => new SendError('telegram.too_fast', 'planned', { outcome: 'refused', retryAfterMs: 90_000 });
    begin();
    await vi.advanceTimersByTimeAsync(0);
    fault = null;
    expect(await look()).toEqual([]);
    expect(await look()).toHaveLength(4);
  });

  it('leave alone who will not have one', async () => {
    talks = [talk('secretary')];
    fault = (place) =>
      place === chen ? new SendError('telegram.forbidden', 'planned', { outcome: 'refused', permanent: true }) : null;
    begin();
    await vi.advanceTimersByTimeAsync(0);
    expect(calls).toHaveLength(6);
    expect(await look()).toEqual([]);
  });

  it('of one bot are no matter of another', async () => {
    talks = [
      talk('secretary'),
      { platform: 'telegram-7', conversation: asConversationId('telegram-7:5'), role: 'leader' },
    ];
    begin([door('telegram'), door('telegram-7')]);
    await vi.advanceTimersByTimeAsync(0);
    expect(calls.filter((call) => /:5\d* zh/.test(call))).toEqual([
      'telegram telegram:50001 zh-CN: help points plan appoint',
      'telegram-7 telegram-7:5 zh-CN: help points plan',
    ]);
  });
});
