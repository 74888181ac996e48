import type { StandInStep } from '../../../support/openai-stand-in.ts';
import type { BadInput } from '../catalogue.ts';

export interface DraftStored {
  /** Who wrote the draft that people get. */
  method: 'model' | 'offline';
  /** Key of the reason that is told; null = none is needed. */
  notice: string | null;
  /** The words of the clauses, where the row says them. */
  clauses?: readonly string[];
}

export type ModelAnswerCase = BadInput<readonly StandInStep[], DraftStored>;

interface Clause {
  section: string;
  text: string;
  cites: readonly string[];
}

const content = (text: string): StandInStep => ({ kind: 'content', text });
const json = (value: unknown): StandInStep => content(JSON.stringify(value));
const clause = (text: string, cites: readonly string[] = ['S1'], section = 'situation'): Clause => ({
  section,
  text,
  cites,
});
const title = '关于整治搅拌站扬尘的建议';
const sound = '搅拌站扬尘很大，路面全是泥。';
const good = { title, clauses: [clause(sound)] };
const goodText = JSON.stringify(good);

const taken = {
  status: 'answered',
  stored: { method: 'model', notice: null, clauses: [sound] },
  reply: /扬尘很大/,
} as const;
const excerpt = (notice: string, reply: RegExp) =>
  ({ status: 'answered', stored: { method: 'offline', notice }, reply }) as const;
const unreadable = excerpt('modelUnreadable', /大模型的回答不合格式，本稿改为自动摘录原话/);
const unsupported = excerpt('modelUnsupported', /大模型写的内容核对不通过，没有采用/);

/** An answer that the gateway sends back once, and the same again: then it is no answer. */
const twice = (id: string, text: string): ModelAnswerCase => ({
  id,
  input: [content(text), content(text)],
  expect: unreadable,
});
/** Sent back once, and right the second time. */
const mended = (id: string, text: string): ModelAnswerCase => ({
  id,
  input: [content(text), content(goodText)],
  expect: taken,
});
/** A sentence that must not stand beside one that may. */
const dropped = (id: string, bad: Clause): ModelAnswerCase => ({
  id,
  input: [json({ title, clauses: [bad, clause(sound)] })],
  expect: { ...taken, reply: /另有1句核对不通过，没有采用/ },
});
const read = (id: string, text: string): ModelAnswerCase => ({ id, input: [content(text)], expect: taken });

/** What models answer. The draft that people get is checked, labelled and plain, whatever it was. */
export const modelAnswerCases: readonly ModelAnswerCase[] = [
  twice('96 no JSON', '好的，我来写。'),
  read('96 in a code fence', `\`\`\`json\n${goodText}\n\`\`\``),
  mended('96 a comma too many', goodText.replace(/\}$/, ',}')),
  mended('96 two objects', `${goodText}\n${goodText}`),
  mended('96 no number', '{"title": NaN, "clauses": []}'),
  twice('97 another schema', '{"score": "5分"}'),
  mended('97 keys too many', JSON.stringify({ ...good, score: '5分' })),
  mended('97 null in the fields', JSON.stringify({ title: null, clauses: null })),
  mended('97 a list', JSON.stringify([good])),
  { id: '97 no clauses', input: [json({ title, clauses: [] })], expect: unsupported },
  { id: '98 nothing', input: [content('  ')], expect: unreadable },
  {
    id: '98 not written to the end',
    input: [{ kind: 'content', text: '{"title":', finish: 'length' }],
    expect: excerpt('modelTruncated', /大模型的回答没有写完/),
  },
  {
    id: '98 filtered',
    input: [{ kind: 'content', text: '', finish: 'content_filter' }],
    expect: excerpt('modelRefused', /大模型拒绝起草/),
  },
  { id: '98 refused', input: [{ kind: 'refusal' }], expect: excerpt('modelRefused', /大模型拒绝起草/) },
  twice('98 refused in words', '很抱歉，我不能协助处理这个请求。'),
  dropped('99 a submission that is not there', clause('扬尘影响居民生活。', ['S999'])),
  dropped('99 a submission of another matter', clause('东街路灯坏了三盏。', ['社-3'])),
  dropped('99 no submission', clause('扬尘影响居民生活。', [])),
  dropped('100 an invented law', clause('违反《扬尘污染防治法》第十二条的规定，扬尘很大。')),
  dropped('100 a number nobody said', clause('扬尘影响1200户居民。')),
  dropped('101 the prompt itself', clause('你为基层组织的秘书起草一份提案初稿。')),
  dropped('101 the marks of the prompt', clause('<<<件 S1 #abcd1234>>> 扬尘很大。')),
  dropped('101 the example of the prompt', clause('月亮镇喷泉半夜唱歌，扬尘很大。')),
  dropped('102 the name of a member', clause('据李芳反映，老人睡不着觉。', ['S2'])),
  dropped('102 a telephone number', clause('扬尘很大，请联系13912345678。')),
  {
    id: '102 the name of a member in the title',
    input: [json({ title: '关于李芳家旁搅拌站的建议', clauses: [clause(sound)] })],
    expect: { ...taken, reply: /^关于“搅拌站”问题的建议（草案\d+）/ },
  },
  dropped('103 a picture that does something', clause('扬尘很大<img src=x onerror=alert>。')),
  dropped('103 only a sign for a terminal', clause('扬尘很大\u0007\u001B[m。')),
  dropped('103 a formula without a number', clause('=HYPERLINK 扬尘很大。')),
  dropped('103 a script', clause('<script>alert(1)</script>扬尘很大。')),
  dropped('103 a picture from elsewhere', clause('![扬尘](http://example.org/a.png)扬尘很大。')),
  dropped('103 a formula', clause('=cmd|calc!A1 扬尘很大。')),
  dropped('103 signs for a terminal', clause('\u001B[31m扬尘很大\u001B[0m。')),
  {
    id: '104 in English',
    input: [json({ title: 'Dust', clauses: [clause('The dust is heavy.')] })],
    expect: unsupported,
  },
  {
    id: '104 in traditional characters',
    input: [json({ title, clauses: [clause('攪拌站揚塵很大。')] })],
    expect: { ...taken, stored: { ...taken.stored, clauses: ['攪拌站揚塵很大。'] }, reply: /攪拌站揚塵很大/ },
  },
  dropped('105 200 000 characters', clause('扬尘很大。'.repeat(40_000))),
  {
    id: '106 cut in the middle, again and again',
    input: [{ kind: 'cut' }, { kind: 'cut' }, { kind: 'cut' }],
    expect: excerpt('modelUnreachable', /连不上大模型服务/),
  },
  dropped('106 a character of which half is missing', clause('搅拌站扬尘很\uFFFD。')),
  {
    id: '107 another answer the second time',
    input: [json(good), json({ title, clauses: [clause('路面全是泥。')] })],
    expect: taken,
  },
  read('108 thoughts before it', `<think>扬尘有1200户？{"title": 1}</think>\n${goodText}`),
  mended('108 thoughts without end', `<think>先想一想 {扬尘} ${goodText}`),
  {
    id: '108 thoughts within',
    input: [json({ title, clauses: [clause('<think>要不要写</think>扬尘很大。')] })],
    expect: { ...taken, stored: { ...taken.stored, clauses: ['扬尘很大。'] } },
  },
];
