import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createParser } from '../../../adapters/telegram/parse-update.ts';
import { createActionSigner } from '../../../adapters/telegram/sign-action.ts';
import { stampUpdate } from '../../../adapters/telegram/stamp-update.ts';

const fixture = new URL('../../fixtures/telegram/updates.json', import.meta.url);
const cases = z
  .array(
    z.object({
      what: z.string(),
      update: z.looseObject({ update_id: z.number() }),
      expected: z.record(z.string(), z.unknown()).nullable(),
    }),
  )
  .parse(JSON.parse(readFileSync(fixture, 'utf8')));

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const parse = createParser(
  () => ({ botId: 700001, username: 'tongxin_bot' }),
  createActionSigner('700001:stand-in-token').read,
);
const receivedAt = new Date('2025-12-29T09:21:00Z');
const stamp = (update: unknown) =>
  stampUpdate(update, { platform: 'telegram', botId: 700001, username: 'tongxin_bot', hearsAll: false, receivedAt });

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
