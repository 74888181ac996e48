import { describe, expect, it } from 'vitest';
import { parseConfig, secretsOf } from '../../src/config.ts';
import { AppError } from '../../src/lib/errors.ts';

const faultsOf = (environment: Record<string, string>) => {
  try {
    parseConfig(environment);
    return '';
  } catch (error) {
    return error instanceof AppError && error.code === 'config.invalid' ? error.message : `not ours: ${String(error)}`;
  }
};

describe('settings', () => {
  it('needs none', () => {
    expect(parseConfig({})).toMatchObject({
      DATA_DIR: './data',
      HOST: '127.0.0.1',
      PORT: 3000,
      TIMEZONE: 'Asia/Shanghai',
    });
  });

  it('takes empty and blank ones for unset, and trims the rest', () => {
    expect(parseConfig({ PORT: ' ', LOCALE: 'en\r\n', DATABASE_URL: '' })).toMatchObject({ PORT: 3000, LOCALE: 'en' });
  });

  it('tells all faults at once, each with its cure, and no value', () => {
    const faults = faultsOf({
      PORT: '99999',
      TIMEZONE: 'Mars/Base',
      LOCALE: 'fr',
      DATABASE_URL: 'mysql://u:geheim@h/d',
      TELEGRAM_BOT_TOKEN: 'geheim',
    });
    for (const name of ['PORT', 'TIMEZONE', 'LOCALE', 'DATABASE_URL', 'TELEGRAM_BOT_TOKEN'])
      expect(faults).toContain(`- ${name}: must`);
    expect(faults).not.toContain('geheim');
  });

  it.each([
    [{ HOST: '0.0.0.0' }, /HOST: .*WEB_ROOM=off/],
    [{ HOST: '192.168.1.5' }, /HOST: /],
    [{ TELEGRAM_WEBHOOK_URL: 'https://bot.example.org' }, /TELEGRAM_BOT_TOKEN: is needed/],
    [
      { TELEGRAM_BOT_TOKEN: '1:abc', TELEGRAM_WEBHOOK_URL: 'https://bot.example.org' },
      /TELEGRAM_WEBHOOK_SECRET: is needed/,
    ],
    [{ OPENAI_API_KEY: 'k' }, /OPENAI_MODEL: is needed/],
    [{ OPENAI_MODEL: 'm' }, /OPENAI_API_KEY: is needed/],
  ])('%j is refused with its cure', (environment, cure) => {
    expect(faultsOf(environment)).toMatch(cure);
  });

  it('opens another address once the web room is off', () => {
    expect(parseConfig({ HOST: '0.0.0.0', WEB_ROOM: 'off' }).HOST).toBe('0.0.0.0');
  });

  it('knows every secret by value', () => {
    const config = parseConfig({
      TELEGRAM_BOT_TOKEN: '1:abc',
      DATABASE_URL: 'postgresql://u:p%40ss@h/d',
      REDIS_URL: 'redis://:r3dis@h',
    });
    expect(secretsOf(config)).toEqual(['1:abc', 'p%40ss', 'p@ss', 'r3dis']);
  });
});
