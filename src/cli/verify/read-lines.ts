import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { z } from 'zod';
import { AppError } from '../../lib/errors.ts';

/**
 * Reads a file with one JSON value in each line. What a crash cut off at the very end is left out: it was never synced.
 * @throws AppError `verify.unreadable` with the line that does not fit
 */
export async function readLines<S extends z.ZodType>(file: string, schema: S): Promise<z.output<S>[]> {
  const all: z.output<S>[] = [];
  let number = 0;
  let broken: number | null = null;
  for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === '') continue;
    if (broken !== null) throw unreadable(file, broken);
    const read = schema.safeParse(parse(line));
    if (read.success) all.push(read.data);
    else broken = number;
  }
  return all;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

const unreadable = (file: string, line: number) =>
  new AppError('verify.unreadable', `${file}, line ${line}: not a line that verify knows`);
