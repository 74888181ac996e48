import { XMLParser } from 'fast-xml-parser';

/** What stands in an element: words, or elements and attributes by name; several of a name are a list. */
export type XmlNode = string | readonly XmlNode[] | { readonly [name: string]: XmlNode };

/** UTF-16 units. The longest lists WeChat allows (500 entries of 300 bytes) stay far below. */
const longest = 256 * 1024;

/** What WeChat's own XML never has; a document with its own entities can be blown up to any size. */
const ownEntities = /<!(?:DOCTYPE|ENTITY)/i;

const looks = /^\s*(?:<\?xml[^>]*\?>\s*)?<(?:msg|appmsg|sysmsg|solitaire)[\s>]/;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  // Ids have more digits than a number keeps, and places in a title count its white space.
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
  processEntities: { enabled: true, maxTotalExpansions: longest, maxExpandedLength: longest },
  maxNestedTags: 64,
});

export const looksLikeXml = (text: string): boolean => looks.test(text);

/** @returns null when it is no XML, too long, too deep, or brings entities of its own */
export function readXml(text: string): XmlNode | null {
  if (text.length > longest || ownEntities.test(text) || !looksLikeXml(text)) return null;
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parser's declared form is any
    return parser.parse(text.trim()) as XmlNode;
  } catch {
    // Odd XML is no fault of ours: whoever asked falls back to the words that the puppet made of it.
    return null;
  }
}

/** The first element at `path`, each step the name of an element; undefined when there is none. */
export function findNode(node: XmlNode | null | undefined, ...path: readonly string[]): XmlNode | undefined {
  let at = first(node);
  for (const name of path) {
    if (typeof at !== 'object' || Array.isArray(at) || !Object.hasOwn(at, name)) return undefined;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no list, as was just seen
    at = first((at as { readonly [name: string]: XmlNode })[name]);
  }
  return at;
}

/** The words of the first element at `path`; empty when there is none. */
export function wordsAt(node: XmlNode | null | undefined, ...path: readonly string[]): string {
  const found = findNode(node, ...path);
  if (typeof found === 'string') return found;
  const words = findNode(found, '#text');
  return typeof words === 'string' ? words : '';
}

/** All elements of that name. */
export function nodesAt(node: XmlNode | undefined, name: string): readonly XmlNode[] {
  const at = first(node);
  if (typeof at !== 'object' || Array.isArray(at) || !Object.hasOwn(at, name)) return [];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
  const found = (at as { readonly [name: string]: XmlNode })[name];
  return found === undefined ? [] : isList(found) ? found : [found];
}

const isList = (node: XmlNode): node is readonly XmlNode[] => Array.isArray(node);

const first = (node: XmlNode | null | undefined): XmlNode | undefined =>
  node === null || node === undefined ? undefined : isList(node) ? node[0] : node;
