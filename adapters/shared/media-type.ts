const ascii = (bytes: Buffer, from: number, to: number) => bytes.toString('latin1', from, to);

/** Pictures that browsers show and that hold no script, by their first bytes. */
const signatures: readonly (readonly [type: string, matches: (bytes: Buffer) => boolean])[] = [
  ['image/png', (bytes) => bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))],
  ['image/jpeg', (bytes) => bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))],
  ['image/gif', (bytes) => /^GIF8[79]a/.test(ascii(bytes, 0, 6))],
  ['image/webp', (bytes) => ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP'],
  ['image/avif', (bytes) => /^ftypavi[fs]/.test(ascii(bytes, 4, 12))],
  ['image/heic', (bytes) => /^ftyp(?:hei[cxms]|hev[cx]|mif1|msf1)/.test(ascii(bytes, 4, 12))],
  ['image/bmp', (bytes) => ascii(bytes, 0, 2) === 'BM' && bytes.length > 26 && bytes.readUInt32LE(2) === bytes.length],
];

/** The kind of picture that the bytes are; null = none that we know. */
export function pictureType(bytes: Buffer): string | null {
  return signatures.find(([, matches]) => matches(bytes))?.[0] ?? null;
}

const unknown = 'application/octet-stream';

/**
 * The media type to keep for a file that came from outside: a picture counts as one only when its bytes say so, other
 * claims are kept when they have the form of a media type.
 */
export function keptType(claimed: string, bytes: Buffer): string {
  const type = (claimed.split(';')[0] ?? '').trim().toLowerCase();
  if (type.startsWith('image/')) return pictureType(bytes) ?? unknown;
  return /^[a-z]{1,20}\/[a-z0-9][a-z0-9.+_-]{0,99}$/.test(type) ? type : unknown;
}
