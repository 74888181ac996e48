/** A text as people see it. */
export interface ReadHtml {
  text: string;
  /** What stands there in bold. */
  bold: readonly string[];
}

/** Tags that Telegram knows without attributes (core.telegram.org/bots/api#html-style). */
const tags: ReadonlySet<string> = new Set('b strong i em u ins s strike del tg-spoiler code pre blockquote'.split(' '));
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };
const piece = /<(\/?)([^<>]*)>|&(#?\w*);?|[<>]|[^<>&]+/g;

/**
 * Reads a text sent with parse_mode HTML. Stricter than Telegram, which lets a lone `>` and an unknown entity stand as
 * they are: whoever sends one has forgotten to escape it.
 * @throws Error with Telegram's description for what it refuses
 */
export function readHtml(html: string): ReadHtml {
  const open: { tag: string; from: number }[] = [];
  const bold: string[] = [];
  let text = '';
  for (const match of html.matchAll(piece)) {
    const [whole, slash, tag, entity] = match;
    const place = `at byte offset ${Buffer.byteLength(html.slice(0, match.index))}`;
    if (entity !== undefined) {
      const sign = whole.endsWith(';') ? readEntity(entity) : undefined;
      if (sign === undefined) throw new Error(`can't parse entities: Unknown entity "${whole}" ${place}`);
      text += sign;
    } else if (tag === undefined) {
      if (whole === '<' || whole === '>') throw new Error(`can't parse entities: Unclosed start tag ${place}`);
      text += whole;
    } else if (slash === '/') {
      const last = open.pop();
      if (last?.tag !== tag) throw new Error(`can't parse entities: Unmatched end tag ${place}, found "</${tag}>"`);
      if (tag === 'b' || tag === 'strong') bold.push(text.slice(last.from));
    } else {
      if (!tags.has(tag)) throw new Error(`can't parse entities: Unsupported start tag "${tag}" ${place}`);
      open.push({ tag, from: text.length });
    }
  }
  const [left] = open;
  if (left) throw new Error(`can't parse entities: Can't find end tag corresponding to start tag "${left.tag}"`);
  return { text, bold };
}

function readEntity(name: string): string | undefined {
  const code = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name);
  if (!code) return entities[name];
  const point = code[1] === undefined ? Number(code[2]) : Number.parseInt(code[1], 16);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}
