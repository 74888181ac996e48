import type { OutboundBody } from './message.ts';

/** Takes the first line of a text for its heading; a text of one line has none. */
export function withTitle(text: string): Pick<OutboundBody, 'title' | 'text'> {
  const end = text.indexOf('\n');
  return end < 1 ? { text } : { title: text.slice(0, end), text: text.slice(end + 1) };
}

/** The words of a message with its heading as the first line, for where headings are not set off. */
export const wholeText = ({ title, text }: Pick<OutboundBody, 'title' | 'text'>): string =>
  title === undefined ? text : text === '' ? title : `${title}\n${text}`;
