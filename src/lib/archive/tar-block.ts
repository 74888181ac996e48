import { AppError } from '../errors.ts';

/** Everything in a tar file comes in blocks of this size. */
export const blockSize = 512;

/** Zeros that fill up the last block of a member. */
export const paddingOf = (size: number) => Buffer.alloc((blockSize - (size % blockSize)) % blockSize);

const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;

/** Head of a member in the oldest form that every tar program reads (ustar), for owners only. Pure. */
export function writeHead(name: string, size: number, modifiedAt: Date): Buffer {
  if (Buffer.byteLength(name) > 100) throw new AppError('archive.name', `the name ${name} is too long for an archive`);
  const head = Buffer.alloc(blockSize);
  head.write(name, 0);
  head.write(octal(0o600, 8), 100);
  head.write(octal(0, 8), 108);
  head.write(octal(0, 8), 116);
  head.write(octal(size, 12), 124);
  head.write(octal(Math.floor(modifiedAt.getTime() / 1000), 12), 136);
  head.write('0', 156);
  head.write('ustar', 257);
  head.write('00', 263);
  head.write(octal(sumOf(head), 7), 148);
  return head;
}

/** @returns null at the end of the archive; undefined for a head that does not add up */
export function readHead(head: Buffer): { name: string; size: number } | null | undefined {
  if (head.every((byte) => byte === 0)) return null;
  const noted = Number.parseInt(textAt(head, 148, 8), 8);
  const size = Number.parseInt(textAt(head, 124, 12), 8);
  if (noted !== sumOf(head) || !Number.isSafeInteger(size) || size < 0) return undefined;
  return { name: textAt(head, 0, 100), size };
}

const textAt = (head: Buffer, from: number, width: number) =>
  head
    .toString('utf8', from, from + width)
    .replace(/\0.*$/s, '')
    .trim();

/** The sum of all bytes, the place of the sum itself counted as blanks. */
function sumOf(head: Buffer): number {
  return head.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 32 : byte), 0);
}
