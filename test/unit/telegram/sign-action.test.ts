import { assert as holds, property, string } from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { actionLimit, createActionSigner } from '../../../adapters/telegram/sign-action.ts';

const { sign, read } = createActionSigner('700001:stand-in-token');
const action = 'roll:12:joined';

describe('the data of a button', () => {
  it('are read back as they were signed, and fit', () => {
    holds(
      property(string({ unit: 'grapheme', maxLength: 80 }), (words) => {
        const short = Buffer.from(words).subarray(0, actionLimit).toString('utf8').replaceAll('\uFFFD', '');
        const data = sign(short);
        expect(read(data)).toBe(short);
        expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
      }),
    );
  });

  it('stay what they are over restarts and versions: buttons are pressed weeks later', () => {
    expect(sign('activity.join:12')).toBe('activity.join:12~q3xV7tNQ');
  });

  it.each([
    ['nothing', ''],
    ['no signature', action],
    ['an empty signature', `${action}~`],
    ['the signature of another action', `roll:13:joined~${sign(action).slice(-8)}`],
    ['a changed signature', `${sign(action).slice(0, -1)}${sign(action).endsWith('A') ? 'B' : 'A'}`],
    ['a longer signature', `${sign(action)}A`],
    ['a shorter signature', sign(action).slice(0, -1)],
    ['a signature as long in characters, not in bytes', `${action}~${'汉'.repeat(8)}`],
    ['only a signature', sign('').slice(1)],
    ['what another bot signed', createActionSigner('700002:another').sign(action)],
  ])('are empty for %s', (_what, data) => {
    expect(read(data)).toBe('');
  });

  it('are empty for whatever else somebody sends', () => {
    const isRefused = (data: string) => read(data) === '';
    expect(() => holds(property(string({ maxLength: 64 }), isRefused))).not.toThrow();
  });
});

describe('the actions of all features', () => {
  /** Numbers of rows have at most 10 digits, those of the inbox 19; names and the like are counted as long as they can be. */
  const longest = '9'.repeat(19);
  const written = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(`src/${file}`, 'utf8').matchAll(/\baction: `([^`]+)`/g)])
    .map((match) => match[1]?.replaceAll(/\$\{[^}]*\}/g, longest) ?? '');

  it('are found', () => {
    expect(written.length).toBeGreaterThan(5);
  });

  it.each(written)('%s fits with its signature', (each) => {
    expect(Buffer.byteLength(each)).toBeLessThanOrEqual(actionLimit);
  });
});
