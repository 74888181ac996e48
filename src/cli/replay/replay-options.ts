import { parseArgs } from 'node:util';
import { AppError } from '../../lib/errors.ts';
import type { CliTexts } from '../texts.ts';

/** Columns that a file can name otherwise. `time` may be named and is not used: the room gives its own. */
const fields = ['id', 'author', 'title', 'time', 'body'] as const;
export type Field = (typeof fields)[number];

export interface ReplayOptions {
  file: string;
  room: string;
  /** Without a slash at the end. */
  url: string;
  /** Messages a second; null = as fast as they are taken. */
  speed: number | null;
  prefix: string;
  /** Column names that were given. */
  columns: Partial<Record<Field, string>>;
  /** Most rows that are replayed. */
  limit: number;
  restart: boolean;
  wait: boolean;
}

const isField = (name: string): name is Field => fields.some((field) => field === name);

const badOption = (option: string, t: CliTexts) =>
  new AppError('replay.bad_option', `${t('replay.bad_option', { option })}\n${t('replay.usage')}`);

/** Reads the words after `replay`. @throws AppError `replay.bad_option` with the usage */
export function readReplayOptions(argv: readonly string[], defaultUrl: string, t: CliTexts): ReplayOptions {
  const { values, positionals } = readWords(argv, t);
  const [file, ...others] = positionals;
  if (file === undefined) throw badOption('*.csv', t);
  if (others[0] !== undefined) throw badOption(others[0], t);
  if (!values.room) throw badOption('--room', t);
  const url = values.url ?? defaultUrl;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw badOption('--url', t);
  return {
    file,
    room: values.room,
    url: url.replace(/\/+$/, ''),
    speed: readSpeed(values.speed, t),
    prefix: values.prefix ?? '社情民意：',
    columns: readColumns(values.columns, t),
    limit: readCount(values.limit, t),
    restart: values.restart ?? false,
    wait: !values['no-wait'],
  };
}

const known = {
  room: { type: 'string' },
  url: { type: 'string' },
  speed: { type: 'string' },
  prefix: { type: 'string' },
  columns: { type: 'string' },
  limit: { type: 'string' },
  restart: { type: 'boolean' },
  wait: { type: 'boolean' },
  'no-wait': { type: 'boolean' },
} as const;

function readWords(argv: readonly string[], t: CliTexts) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options: known });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw badOption(culprit(argv), t);
  }
}

/** The option that parseArgs stumbled over: one we do not know, else one whose value is missing or begins with a dash. */
function culprit(argv: readonly string[]): string {
  const options = argv.filter((word) => word.startsWith('-') && word !== '-');
  const nameOf = (word: string) => word.replace(/^--/, '').split('=')[0] ?? '';
  const unknown = options.find((word) => !Object.hasOwn(known, nameOf(word)) && !/^-\d/.test(word));
  const lacking = options.find((word) => !word.includes('=') && (argv[argv.indexOf(word) + 1] ?? '-').startsWith('-'));
  return unknown ?? lacking ?? options.join(' ');
}

function readSpeed(word: string | undefined, t: CliTexts): number | null {
  if (word === undefined || word === 'max') return null;
  const speed = Number(word);
  if (!(speed > 0) || !Number.isFinite(speed)) throw badOption('--speed', t);
  return speed;
}

function readCount(word: string | undefined, t: CliTexts): number {
  if (word === undefined) return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d{0,8}$/.test(word)) throw badOption('--limit', t);
  return Number(word);
}

function readColumns(words: string | undefined, t: CliTexts): ReplayOptions['columns'] {
  const columns: ReplayOptions['columns'] = {};
  for (const pair of words?.split(',') ?? []) {
    const [field = '', name = '', ...rest] = pair.split('=').map((part) => part.trim());
    if (!isField(field) || name === '' || rest.length > 0) throw badOption(`--columns ${pair}`, t);
    columns[field] = name;
  }
  return columns;
}
