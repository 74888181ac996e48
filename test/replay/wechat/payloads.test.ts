import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseWechat } from '../../../adapters/wechat/reading/parse-payload.ts';
import { readPayload } from '../../../adapters/wechat/payload-schema.ts';

const fixture = new URL('../../fixtures/wechat/payloads.json', import.meta.url);
const cases = z
  .array(z.object({ what: z.string(), payload: z.unknown(), expected: z.record(z.string(), z.unknown()).nullable() }))
  .parse(JSON.parse(readFileSync(fixture, 'utf8')));

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Records as the door keeps them, with the raw payloads of the web protocol and of a puppet for phones. */
describe('records of WeChat', () => {
  it.each(cases)('$what', ({ payload, expected }) => {
    expect(readPayload(payload)).not.toBeNull();
    expect(asJson(parseWechat(payload))).toEqual(expected);
  });
});
