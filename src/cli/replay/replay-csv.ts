import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { AppError } from '../../lib/errors.ts';
import type { Field, ReplayOptions } from './replay-options.ts';
import type { CliTexts } from '../texts.ts';

/** One message of the file. */
export interface ReplayRow {
  /** Line of the file at which it ends. */
  line: number;
  /** The file's own id, or `line-<n>`; unique within the file. */
  id: string;
  author: string;
  title: string;
  body: string;
}

const fold = (name: string) => name.normalize('NFKC').trim().toLowerCase();

const recordsSchema = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));

/**
 * Text of a file of unknown encoding: by its byte order mark, else UTF-8, else GB18030, the encoding that Chinese Excel
 * writes. Null = no text.
 */
export function decodeText(bytes: Buffer): string | null {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
  for (const encoding of wide ? ['utf-16le'] : ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return text.includes('\0') ? null : text;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return null;
}

/** Comma, semicolon or tab: the one that stands most often in the first line. */
function delimiterOf(text: string): string {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  const counted = [',', ';', '\t'].map((mark) => ({ mark, count: first.split(mark).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).mark;
}

/**
 * Reads the messages of a CSV file.
 * @throws AppError `replay.not_csv` | `replay.broken_csv` | `replay.empty_file` | `replay.no_column` | `replay.twice_column`
 */
export function readReplayRows(
  bytes: Buffer,
  { file, columns }: Pick<ReplayOptions, 'file' | 'columns'>,
  t: CliTexts,
): ReplayRow[] {
  const text = decodeText(bytes);
  if (text === null) throw new AppError('replay.not_csv', t('replay.not_csv', { file }));
  const [header, ...records] = parseRecords(text, file, t);
  if (!header || records.length === 0) throw new AppError('replay.empty_file', t('replay.empty_file', { file }));
  const place = placesOf(header.record, { file, columns }, t);
  const seen = new Set<string>();
  return records.map(({ record, info }) => {
    const cell = (at: number | null) => (at === null ? '' : (record[at] ?? '').trim());
    const id = unique(cell(place.id) || `line-${info.lines}`, seen);
    return { line: info.lines, id, author: cell(place.author), title: cell(place.title), body: cell(place.body) };
  });
}

/** A number that stands twice gets a mark of its own, so that neither message is taken for the other. */
function unique(id: string, seen: Set<string>): string {
  let name = id;
  for (let count = 2; seen.has(name); count += 1) name = `${id}~${count}`;
  seen.add(name);
  return name;
}

function parseRecords(text: string, file: string, t: CliTexts) {
  try {
    return recordsSchema.parse(
      parse(text, {
        delimiter: delimiterOf(text),
        bom: true,
        info: true,
        relax_column_count: true,
        skip_empty_lines: true,
        skip_records_with_empty_values: true,
      }),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = 'lines' in error ? Number(error.lines) : 1;
    throw new AppError('replay.broken_csv', t('replay.broken_csv', { file, line }), { cause: error });
  }
}

/** Fields that a file may be without; the others have to be there, and whatever was named has to be there too. */
const optional: readonly Field[] = ['id', 'title', 'time'];

function placesOf(
  header: readonly string[],
  { file, columns }: Pick<ReplayOptions, 'file' | 'columns'>,
  t: CliTexts,
): Record<Exclude<Field, 'time'>, number | null> {
  const names = header.map(fold);
  const placeOf = (field: Field): number | null => {
    const column = columns[field] ?? field;
    const at = names.indexOf(fold(column));
    if (at !== names.lastIndexOf(fold(column))) {
      throw new AppError('replay.twice_column', t('replay.twice_column', { file, column }));
    }
    if (at >= 0) return at;
    if (optional.includes(field) && columns[field] === undefined) return null;
    const known = header.map((name) => name.trim()).join('、');
    throw new AppError('replay.no_column', t('replay.no_column', { file, column, columns: known, field }));
  };
  return { id: placeOf('id'), author: placeOf('author'), title: placeOf('title'), body: placeOf('body') };
}
