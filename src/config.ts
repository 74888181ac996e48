import { z } from 'zod';
import { AppError } from './lib/errors.ts';
import { isLoopback } from './lib/loopback.ts';

/** Signs that some editors and shells leave around a value: blanks, a line end, a byte order mark, a pair of quotes. */
function clean(value: string): string {
  const trimmed = value.trim();
  const quoted = /^(["'])([\s\S]*)\1$/.exec(trimmed);
  return (quoted?.[2] ?? trimmed).trim();
}

/** An environment variable set to nothing, or to white space, counts as unset. */
const optional = <S extends z.ZodType>(schema: S) =>
  z.preprocess(
    (value) => (typeof value !== 'string' ? value : clean(value) === '' ? undefined : clean(value)),
    schema.optional(),
  );

/** What stands in examples and was meant to be replaced. */
const example =
  /^(?:change[-_ ]?(?:me|this|it)|(?:your|my|some)[-_ ].*|.*[-_ ]here|placeholder|example.*|todo|x{3,}|\*{3,}|<.*>|\.{3,}|…+)$/i;

/** A secret that everybody knows is none. */
const secret = <S extends z.ZodType<string>>(schema: S) =>
  schema.refine((value) => !example.test(value), {
    error: 'is the word of an example; put your own in its place',
  });

const isZone = (zone: string) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

const address = (schemes: readonly string[]) =>
  z
    .string()
    .refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol), {
      error: `must be an address that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}, with signs such as @ : / # % in a password written as %40 %3A %2F %23 %25`,
      abort: true,
    })
    .refine((value) => !passwordsOf(value).some((password) => example.test(password)), {
      error: 'has the password of an example; put your own in its place',
    });

const splitTokens = (value: string) => value.split(',').map((token) => token.trim());

/** One token, or several with commas between; kept as they are written, see telegramTokens. */
const botTokens = z
  .string()
  .refine((value) => splitTokens(value).every((token) => /^\d+:[\w-]{3,}$/.test(token)), {
    error: 'must look like 123456:ABC…, as @BotFather gave it; several bots with a comma between',
    abort: true,
  })
  .refine((value) => splitTokens(value).every((token) => !example.test(token)), {
    error: 'is the word of an example; put your own in its place',
  })
  .refine(
    (value) =>
      new Set(splitTokens(value).map((token) => Number(token.split(':')[0]))).size === splitTokens(value).length,
    {
      error: 'names the same bot twice: leave one token for each bot',
    },
  );

/** Every setting, with its default. The README's table and .env.example are held against this by tests. */
export const configSchema = z.object({
  DATA_DIR: optional(z.string()).transform((value) => value ?? './data'),
  DATABASE_URL: optional(address(['postgresql:', 'postgres:'])),
  REDIS_URL: optional(address(['redis:', 'rediss:'])),
  HOST: optional(z.string()).transform((value) => value ?? '127.0.0.1'),
  PORT: optional(
    z.coerce
      .number({ error: 'must be a port number, 0 to 65535' })
      .int({ error: 'must be a whole port number' })
      .min(0, { error: 'must be 0 to 65535' })
      .max(65535, { error: 'must be 0 to 65535' }),
  ).transform((value) => value ?? 3000),
  WEB_ROOM: optional(z.enum(['on', 'off'], { error: 'must be on or off' })).transform((value) => value ?? 'on'),
  TELEGRAM_BOT_TOKEN: optional(botTokens),
  TELEGRAM_API_ROOT: optional(address(['https:', 'http:'])),
  TELEGRAM_PACE: optional(z.enum(['on', 'off'], { error: 'must be on or off' })).transform((value) => value ?? 'on'),
  TELEGRAM_WEBHOOK_URL: optional(address(['https:', 'http:'])),
  TELEGRAM_WEBHOOK_SECRET: optional(
    secret(z.string().regex(/^[\w-]{16,256}$/, { error: 'must be 16 to 256 letters, digits, _ or -', abort: true })),
  ),
  WECHATY_PUPPET: optional(
    z.string().regex(/^(?:@[a-z\d][\w.-]*\/)?wechaty-puppet-[a-z\d][\w.-]*$/, {
      error: 'must be the npm package of a puppet, such as wechaty-puppet-wechat4u or wechaty-puppet-service',
    }),
  ),
  WECHATY_PUPPET_TOKEN: optional(secret(z.string())),
  WECHAT_DAILY_CAP: optional(
    z.coerce
      .number({ error: 'must be a number of messages a day' })
      .int({ error: 'must be a whole number of messages a day' })
      .min(1, { error: 'must be 1 or more' })
      .max(5000, { error: 'must be 5000 or less' }),
  ).transform((value) => value ?? 300),
  OPENAI_API_KEY: optional(secret(z.string())),
  OPENAI_BASE_URL: optional(address(['https:', 'http:'])),
  OPENAI_MODEL: optional(z.string()),
  TIMEZONE: optional(z.string().refine(isZone, { error: 'must be an IANA zone such as Asia/Shanghai' })).transform(
    (value) => value ?? 'Asia/Shanghai',
  ),
  LOCALE: optional(z.enum(['zh-CN', 'en'], { error: 'must be zh-CN or en' })).transform((value) => value ?? 'zh-CN'),
  LOG_LEVEL: optional(
    z.enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' }),
  ).transform((value) => value ?? 'info'),
});

export type Config = z.output<typeof configSchema>;

/** A rule between settings: the setting it is told under, and what is wrong with its cure; null = fine. */
type Rule = (config: Partial<Config>) => readonly [keyof Config, string] | null;

const rules: readonly Rule[] = [
  (c) =>
    c.WEB_ROOM === 'on' && c.HOST !== undefined && !isLoopback(c.HOST)
      ? [
          'HOST',
          'the web room lets anybody speak as any member, so it only listens on 127.0.0.1; set WEB_ROOM=off to open another address',
        ]
      : null,
  (c) =>
    c.TELEGRAM_WEBHOOK_URL && !c.TELEGRAM_BOT_TOKEN
      ? ['TELEGRAM_BOT_TOKEN', 'is needed for TELEGRAM_WEBHOOK_URL']
      : null,
  (c) =>
    c.TELEGRAM_WEBHOOK_URL && !c.TELEGRAM_WEBHOOK_SECRET
      ? [
          'TELEGRAM_WEBHOOK_SECRET',
          'is needed for TELEGRAM_WEBHOOK_URL: without it anybody could send the bot messages',
        ]
      : null,
  (c) =>
    c.WECHATY_PUPPET_TOKEN && !c.WECHATY_PUPPET
      ? ['WECHATY_PUPPET', 'is needed with WECHATY_PUPPET_TOKEN: the npm package of the puppet that the token is for']
      : null,
  (c) =>
    (c.OPENAI_API_KEY || c.OPENAI_BASE_URL) && !c.OPENAI_MODEL
      ? ['OPENAI_MODEL', 'is needed with OPENAI_API_KEY or OPENAI_BASE_URL: the name of the model that drafts']
      : null,
  (c) =>
    c.OPENAI_MODEL && !c.OPENAI_API_KEY
      ? ['OPENAI_API_KEY', 'is needed with OPENAI_MODEL (any word will do for a local server that asks for none)']
      : null,
];

/** A password as written and as meant; a bare % in it is taken as it stands. */
function passwordsOf(url: string): string[] {
  const { password } = new URL(url);
  const broken = /%(?![0-9a-f]{2})/i.test(password);
  return [...new Set(broken ? [password] : [password, decodeURIComponent(password)])];
}

/** The tokens of all bots in one process, the first being the one that a single bot would be. */
export const telegramTokens = ({ TELEGRAM_BOT_TOKEN: value }: Pick<Config, 'TELEGRAM_BOT_TOKEN'>): readonly string[] =>
  value === undefined ? [] : splitTokens(value);

/** Secrets by value, for the logger to mask. */
export function secretsOf(config: Config): string[] {
  const passwords = [config.DATABASE_URL, config.REDIS_URL].flatMap((url) => (url ? passwordsOf(url) : []));
  const { TELEGRAM_WEBHOOK_SECRET, WECHATY_PUPPET_TOKEN, OPENAI_API_KEY } = config;
  const others = [TELEGRAM_WEBHOOK_SECRET, WECHATY_PUPPET_TOKEN, OPENAI_API_KEY, ...passwords];
  return [...telegramTokens(config), ...others].filter((value): value is string => value !== undefined && value !== '');
}

/**
 * Reads the environment. Pure.
 * @throws AppError `config.invalid` that lists every fault with its cure; values are not repeated, they may be secrets.
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = configSchema.safeParse(environment);
  const wrong = new Map<string, string>();
  for (const issue of parsed.error?.issues ?? []) {
    const name = issue.path.join('.');
    wrong.set(name, wrong.get(name) ?? issue.message);
  }
  // Rules between settings are looked at even when others are wrong: whoever mends them mends all at once.
  const sound = parsed.success ? parsed.data : readSound(environment, wrong);
  for (const rule of rules) {
    const [name, fault] = rule(sound) ?? [];
    if (name !== undefined && fault !== undefined && !wrong.has(name)) wrong.set(name, fault);
  }
  if (parsed.success && wrong.size === 0) return parsed.data;
  const faults = [...wrong].map(([name, fault]) => `  - ${name}: ${fault}`);
  throw new AppError('config.invalid', `These settings need mending:\n${faults.join('\n')}`);
}

/** Those settings that are right by themselves. */
function readSound(
  environment: Readonly<Record<string, string | undefined>>,
  wrong: ReadonlyMap<string, string>,
): Partial<Config> {
  const rest = Object.fromEntries(Object.entries(environment).filter(([name]) => !wrong.has(name)));
  const parsed = configSchema.safeParse(rest);
  if (!parsed.success) return {};
  return Object.fromEntries(Object.entries(parsed.data).filter(([name]) => !wrong.has(name)));
}

/** Most letters by which a name may differ from ours and still be taken for it. */
const slips = (name: string) => (name.length < 8 ? 1 : 2);

/** Variables that nobody reads and that look like one of ours, each with the one that was meant. Pure. */
export function findMisspelt(
  environment: Readonly<Record<string, string | undefined>>,
): [name: string, meant: string][] {
  const ours = Object.keys(configSchema.shape);
  return Object.keys(environment).flatMap((name) => {
    if (ours.includes(name)) return [];
    const folded = name.toUpperCase().replaceAll('-', '_');
    const meant = ours.find((one) => distance(folded, one) <= slips(one));
    return meant === undefined ? [] : [[name, meant] satisfies [string, string]];
  });
}

/** Letters added, dropped, changed or swapped with their neighbour (optimal string alignment). */
function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      const swapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1] ? at(i - 2, j - 2) + 1 : Infinity;
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same, swapped));
    }
  }
  return at(one.length, other.length);
}
