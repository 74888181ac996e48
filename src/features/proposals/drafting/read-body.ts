/** Share of a title's character pairs from which on the body says the same; a full account says it in more words. */
const sameFrom = { note: 0.5, account: 0.3 } as const;
/** A body this many times as long as its title is a full account. */
const accountLength = 3;
const form = /^关于.+的(?:建议|提案|情况|反映|报告|意见)$/u;

const lettersOf = (text: string) => text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');

/**
 * The lines of a submission without its title: a first line without punctuation inside that the other lines say again,
 * or that only names the matter. A title is no sentence, so it makes a poor clause.
 */
export function readBody(text: string): string[] {
  const [first = '', ...rest] = text.split('\n').filter((line) => line.trim() !== '');
  const body = lettersOf(rest.join(''));
  if (body === '' || /[。；;，,：:？?]|[！!]./u.test(first.trim())) return [first, ...rest];
  const title = lettersOf(first);
  const needed = body.length >= title.length * accountLength ? sameFrom.account : sameFrom.note;
  const isTitle = form.test(first.trim()) || shareSaid(title, body) >= needed;
  return isTitle ? rest : [first, ...rest];
}

function shareSaid(title: string, body: string): number {
  const characters = Array.from(title);
  const pairs = characters.slice(1).map((character, index) => `${characters[index]}${character}`);
  return pairs.length === 0 ? 1 : pairs.filter((pair) => body.includes(pair)).length / pairs.length;
}
