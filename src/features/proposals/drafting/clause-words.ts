/** A part of a sentence with fewer letters is a scrap, and the sentence stays whole. */
const shortest = 4;

const speakers = '我们?|本人|居民们?|群众们?|大家|业主们?|村民们?|家长们?|商户们?|老人们?';
const links = '特此|强烈|郑重|迫切|也|都|并|再|故|因此|所以|为此|这?是|主要';
const asks =
  '建议|希望|恳请|恳求|请求|呼吁|盼望|请(?![假问示客柬帖])|应当|应该|应(?=[加尽当由予建设明及立严增])|望(?=领导|政府|有关|相关|尽快|予以)';
const explains = '因为|由于|原因(?:就?是|在于)';

/** Where a wish or a reason begins inside a sentence: …，建议…, …，主要是因为…. Members write a space for a comma, too. */
const turn = new RegExp(`(?:[，,、]\\s*|\\s+)(?=(?:${speakers}|${links}){0,2}(?:${asks}|${explains}))`, 'gu');

const opening = /[“「『《（(]/g;
const closing = /[”」』》）)]/g;
const isClosed = (text: string) => (text.match(opening)?.length ?? 0) === (text.match(closing)?.length ?? 0);
const isLong = (text: string) => (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= shortest;

/**
 * Parts a sentence where it turns from what is the case to a wish or a reason, since these belong to different parts of a
 * proposal. Every part is a stretch of the original, without the comma between them; quotations stay whole.
 * @param sectionOf where a text would go; a turn within the same part does not part it
 */
export function partAtTurns(text: string, sectionOf: (part: string) => string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (const { 0: comma, index } of text.matchAll(turn)) {
    const [head, tail] = [text.slice(start, index), text.slice(index + comma.length)];
    if (!isLong(head) || !isLong(tail) || !isClosed(head) || sectionOf(head) === sectionOf(tail)) continue;
    parts.push(head);
    start = index + comma.length;
  }
  return [...parts, text.slice(start)];
}
