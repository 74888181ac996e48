/** Levels below which nothing is kept: far deeper ones would overflow the stack of whoever stores them. */
const deepest = 32;
/** Bytes of JSON that are kept. A relay list of 200 rows has some 30 KB. */
const limitBytes = 64 * 1024;
const mostEntries = 500;

type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

/**
 * A puppet's raw payload as JSON that may be kept: without bytes of files, functions and circles, at most 32 levels deep,
 * and without its longest texts where it would have 64 KB or more. @returns undefined when nothing is left
 */
export function plainRaw(raw: unknown): unknown {
  const plain = toPlain(raw, 1, new Set());
  if (plain === undefined || plain === null) return undefined;
  for (let size = sizeOf(plain); size >= limitBytes; size = sizeOf(plain)) {
    if (!dropLongest(plain)) return undefined;
  }
  return plain;
}

const sizeOf = (plain: Plain) => Buffer.byteLength(JSON.stringify(plain));

function toPlain(value: unknown, level: number, above: ReadonlySet<object>): Plain | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object') return undefined;
  if (level > deepest || above.has(value) || ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    return undefined;
  const within = new Set([...above, value]);
  if (Array.isArray(value)) {
    return value.slice(0, mostEntries).map((each) => toPlain(each, level + 1, within) ?? null);
  }
  const kept: { [key: string]: Plain } = {};
  for (const [key, each] of Object.entries(value).slice(0, mostEntries)) {
    const plain = toPlain(each, level + 1, within);
    if (plain !== undefined && key !== '__proto__') kept[key] = plain;
  }
  return kept;
}

/** Empties the longest text; of two with the same length the later one, which is the copy. */
function dropLongest(plain: Plain): boolean {
  let found: { length: number; empty: () => void } = { length: 0, empty: () => {} };
  const visit = (node: Plain): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, inner] of Object.entries(node)) {
      if (typeof inner === 'string' && inner !== '' && inner.length >= found.length) {
        found = { length: inner.length, empty: () => Reflect.set(node, key, '') };
      } else visit(inner);
    }
  };
  visit(plain);
  found.empty();
  return found.length > 0;
}
