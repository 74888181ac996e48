import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createParser } from '../../../adapters/telegram/parse-update.ts';
import { createActionSigner } from '../../../adapters/telegram/sign-action.ts';
import { stampUpdate } from '../../../adapters/telegram/stamp-update.ts';

const folder = new URL('../../fixtures/telegram/', import.meta.url);
const caseSchema = z.object({
  what: z.string(),
  update: z.looseObject({
    update_id: z.number(),
    tongxin: z.looseObject({ hearsAll: z.boolean() }).partial().optional(),
  }),
  expected: z.record(z.string(), z.unknown()).nullable(),
});
const cases = readdirSync(folder).flatMap((name) =>
  z.array(caseSchema).parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))),
);

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const parse = createParser(
  () => ({ botId: 700001, username: 'tongxin_bot' }),
  createActionSigner('700001:stand-in-token').read,
);
const receivedAt = new Date('2025-12-29T09:21:00Z');
/** As it came in; a fixture says itself whether the bot heard all at that time. */
const stamp = (update: (typeof cases)[number]['update']) => {
  const hearsAll = update.tongxin?.hearsAll ?? true;
  return stampUpdate(update, { platform: 'telegram', botId: 700001, username: 'tongxin_bot', hearsAll, receivedAt });
};

/** Whole updates, with all the fields that Telegram sends beside those that matter. */
describe('updates of Telegram', () => {
  it.each(cases)('$what', ({ update, expected }) => {
    expect(asJson(parse(update))).toEqual(expected);
  });

  it.each(cases)('$what: reads the same from the inbox', ({ update, expected }) => {
    expect(asJson(parse(asJson(stamp(update)?.payload)))).toEqual(expected);
  });

  it.each(cases)('$what: is kept under its number and its conversation', ({ update, expected }) => {
    const kept = stamp(update);
    expect(kept).toMatchObject({ account: '700001', updateKey: String(update.update_id) });
    expect([kept?.conversation, 'none of ours']).toContain(expected?.['conversation'] ?? 'none of ours');
  });

  it.each(cases.filter(({ expected }) => expected?.['event'] === 'message'))(
    '$what: has the key of its version',
    ({ update, expected }) => {
      const { conversation, messageId, editVersion } = expected ?? {};
      expect(stamp(update)?.messageKey).toBe([conversation, messageId, editVersion].join('/'));
    },
  );
});
