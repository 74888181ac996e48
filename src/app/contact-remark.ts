/** WeChat lets a remark be this long. UTF-16 units, which never count less than WeChat does. */
const longest = 16;

const segmenter = new Intl.Segmenter('zh');

/** What is noted beside a contact: the member's name and the account's number, by which two of one name differ. */
export interface RemarkOf {
  /** Row of the account: stays over logins, and says nothing about the person. */
  id: number;
  /** Of the member. */
  name: string;
}

/**
 * The words of a note, such as 张伟·同心12: by the name a person finds the contact on the phone, by the rest the bot.
 * The same in every language: it has to be found again after the language was changed. Pure.
 */
export function contactRemark({ id, name }: RemarkOf): string {
  const end = `·同心${id}`;
  let kept = '';
  for (const { segment } of segmenter.segment(name.replace(/\s+/g, ' ').trim())) {
    if (kept.length + segment.length + end.length > longest) break;
    kept += segment;
  }
  return `${kept.trimEnd()}${end}`;
}
