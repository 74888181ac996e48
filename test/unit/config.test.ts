import { describe, expect, it } from 'vitest';
import { findMisspelt, parseConfig, secretsOf, telegramTokens } from '../../src/config.ts';
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

  it('takes several bots with commas between, each masked by value', () => {
    const config = parseConfig({ TELEGRAM_BOT_TOKEN: ' 1:abcd, 2:efgh ' });
    expect(telegramTokens(config)).toEqual(['1:abcd', '2:efgh']);
    expect(secretsOf(config)).toEqual(['1:abcd', '2:efgh']);
    expect(telegramTokens(parseConfig({}))).toEqual([]);
  });

  it.each([
    ['the same bot twice', '1:abcd,2:efgh,1:ijkl', /TELEGRAM_BOT_TOKEN: names the same bot twice/],
    ['the same token twice', '1:abcd,1:abcd', /TELEGRAM_BOT_TOKEN: names the same bot twice/],
    ['one that is none', '1:abcd,geheim', /TELEGRAM_BOT_TOKEN: must look like/],
    ['a comma too many', '1:abcd,', /TELEGRAM_BOT_TOKEN: must look like/],
  ])('refuses %s among the bots', (_what, value, fault) => {
    expect(faultsOf({ TELEGRAM_BOT_TOKEN: value })).toMatch(fault);
    expect(faultsOf({ TELEGRAM_BOT_TOKEN: value })).not.toMatch(/abcd|geheim/);
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

/** What an environment becomes: the value taken for one setting, or the fault that is told. */
interface BadSetting {
  id: string;
  environment: Record<string, string>;
  taken?: Record<string, unknown>;
  fault?: RegExp;
}

const token = '123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';

/** Rows 88 to 95 of the catalogue of bad inputs: the environment and what it says. */
const badSettings: readonly BadSetting[] = [
  { id: '88 missing', environment: {}, taken: { PORT: 3000, LOCALE: 'zh-CN' } },
  { id: '88 empty', environment: { PORT: '', LOCALE: '' }, taken: { PORT: 3000, LOCALE: 'zh-CN' } },
  { id: '88 spaces', environment: { TELEGRAM_BOT_TOKEN: ` ${token}  ` }, taken: { TELEGRAM_BOT_TOKEN: token } },
  { id: '88 wide spaces', environment: { LOCALE: '\u3000en\u00a0' }, taken: { LOCALE: 'en' } },
  { id: '88 line end', environment: { LOCALE: 'en\n' }, taken: { LOCALE: 'en' } },
  { id: '88 CRLF', environment: { TELEGRAM_BOT_TOKEN: `${token}\r` }, taken: { TELEGRAM_BOT_TOKEN: token } },
  { id: '88 byte order mark', environment: { TIMEZONE: '\ufeffAsia/Tokyo' }, taken: { TIMEZONE: 'Asia/Tokyo' } },
  { id: '88 quotes', environment: { TELEGRAM_BOT_TOKEN: `"${token}"` }, taken: { TELEGRAM_BOT_TOKEN: token } },
  { id: '88 quoted nothing', environment: { PORT: "''" }, taken: { PORT: 3000 } },
  { id: '88 quotes and CRLF', environment: { LOCALE: "'en'\r\n" }, taken: { LOCALE: 'en' } },
  { id: '88 one quote', environment: { LOCALE: '"en' }, fault: /LOCALE: must be/ },
  {
    id: '89 token without its number',
    environment: { TELEGRAM_BOT_TOKEN: 'AAHdqTcv' },
    fault: /must look like 123456:ABC/,
  },
  {
    id: '89 token with words after it',
    environment: { TELEGRAM_BOT_TOKEN: `${token} # bot` },
    fault: /must look like/,
  },
  {
    id: '90 password with signs as they are',
    environment: { DATABASE_URL: 'postgresql://u:p#ss/w@h/d' },
    fault: /DATABASE_URL: must be.*written as %40/,
  },
  {
    id: '90 password with signs as they should be',
    environment: { DATABASE_URL: 'postgresql://u:p%23ss%2Fw%40@h/d' },
    taken: { DATABASE_URL: 'postgresql://u:p%23ss%2Fw%40@h/d' },
  },
  { id: '90 another kind of database', environment: { DATABASE_URL: 'mysql://u:p@h/d' }, fault: /postgresql:\/\// },
  { id: '90 no address', environment: { REDIS_URL: 'localhost:6379' }, fault: /REDIS_URL: must be/ },
  { id: '91 any free port', environment: { PORT: '0' }, taken: { PORT: 0 } },
  { id: '91 port above all', environment: { PORT: '65536' }, fault: /PORT: must be 0 to 65535/ },
  { id: '91 port below all', environment: { PORT: '-1' }, fault: /PORT: must be 0 to 65535/ },
  { id: '91 half a port', environment: { PORT: '80.5' }, fault: /PORT: must be a whole/ },
  { id: '91 no port', environment: { PORT: 'http' }, fault: /PORT: must be a port/ },
  { id: '93 zone that is none', environment: { TIMEZONE: 'Beijing' }, fault: /TIMEZONE: must be an IANA zone/ },
  { id: '93 the machine’s zone', environment: { TZ: 'America/New_York' }, taken: { TIMEZONE: 'Asia/Shanghai' } },
  ...['changeme', 'CHANGE_ME', 'your-key-here', '<key>', 'xxxx', 'example-key', 'placeholder'].map((word) => ({
    id: `95 ${word}`,
    environment: { OPENAI_MODEL: 'm', OPENAI_API_KEY: word },
    fault: /OPENAI_API_KEY: is the word of an example/,
  })),
  {
    id: '95 webhook secret',
    environment: { TELEGRAM_WEBHOOK_SECRET: 'your-secret-goes-here' },
    fault: /TELEGRAM_WEBHOOK_SECRET: is the word of an example/,
  },
  {
    id: '95 password of the database',
    environment: { DATABASE_URL: 'postgresql://tongxin:changeme@h/d' },
    fault: /DATABASE_URL: has the password of an example/,
  },
  {
    id: '95 password of Redis',
    environment: { REDIS_URL: 'redis://:change-me@h' },
    fault: /REDIS_URL: has the password/,
  },
  {
    id: '95 any word for a local server',
    environment: { OPENAI_MODEL: 'm', OPENAI_API_KEY: 'none' },
    taken: { OPENAI_API_KEY: 'none' },
  },
];

describe('bad settings', () => {
  const named = badSettings.map((row) => [row.id, row] as const);

  it.each(named.filter(([, row]) => row.fault === undefined))('%s: taken', (_id, { environment, taken }) => {
    expect(parseConfig(environment)).toMatchObject(taken ?? {});
  });

  it.each(named.filter(([, row]) => row.fault !== undefined))('%s: refused', (_id, { environment, fault }) => {
    expect(faultsOf(environment)).toMatch(fault ?? /^$/);
    for (const value of Object.values(environment)) expect(faultsOf(environment)).not.toContain(`: ${value}`);
  });

  it('between each other are told together with those that are wrong by themselves, once each', () => {
    const faults = faultsOf({
      PORT: 'x',
      HOST: '0.0.0.0',
      OPENAI_MODEL: 'm',
      TELEGRAM_WEBHOOK_URL: 'x',
      TELEGRAM_BOT_TOKEN: 'x',
    });
    expect(
      faults
        .match(/^ {2}- (\w+)/gm)
        ?.map((line) => line.slice(4))
        .toSorted(),
    ).toEqual(['HOST', 'OPENAI_API_KEY', 'PORT', 'TELEGRAM_BOT_TOKEN', 'TELEGRAM_WEBHOOK_URL']);
  });

  it.each([
    [{ DATABSE_URL: 'x' }, 'DATABASE_URL'],
    [{ DATABASE_ULR: 'x' }, 'DATABASE_URL'],
    [{ telegram_bot_token: 'x' }, 'TELEGRAM_BOT_TOKEN'],
    [{ 'TELEGRAM-BOT-TOKEN': 'x' }, 'TELEGRAM_BOT_TOKEN'],
    [{ TELEGRAM_TOKEN: 'x' }, undefined],
    [{ OPENAI_KEY: 'x' }, undefined],
    [{ TIME_ZONE: 'x' }, 'TIMEZONE'],
    [{ LOCAL: 'x' }, 'LOCALE'],
    [
      { HOME: '/root', HOSTNAME: 'h', TZ: 'UTC', LANG: 'C', PATH: '/bin', PWD: '/', OPENAI_ORG_ID: 'o', LOGNAME: 'r' },
      undefined,
    ],
  ])('92 a name that was misspelt: %j', (environment, meant) => {
    expect(findMisspelt(environment).map(([, name]) => name)).toEqual(meant === undefined ? [] : [meant]);
  });
});
