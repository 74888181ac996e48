import JSZip from 'jszip';
import mammoth from 'mammoth';
import { describe, expect, it } from 'vitest';
import { renderProposal, type ProposalDocument } from '../../../src/features/proposals/document/proposal-document.ts';
import { draftOffline } from '../../../src/features/proposals/drafting/offline-drafter.ts';

const sources = [
  { label: '社-1', text: '柳林小区旁建了搅拌站，扬尘很大。建议加装喷淋。', at: new Date('2026-03-01T02:00:00Z') },
  { label: '社-2', text: '搅拌站夜里还在作业，老人睡不着觉<b>&amp;', at: new Date('2026-05-02T20:00:00Z') },
  { label: '社-3', text: '。。。', at: new Date('2026-04-01T02:00:00Z') },
];

async function open(change: Partial<ProposalDocument> = {}) {
  const draft = draftOffline('搅拌站', sources);
  const given = { draft, method: 'offline', notice: null, query: '搅拌站', sources, zone: 'Asia/Shanghai' } as const;
  const bytes = await renderProposal({ ...given, ...change });
  const zip = await JSZip.loadAsync(bytes);
  const part = async (name: string) => (await zip.file(name)?.async('string')) ?? '';
  const { value, messages } = await mammoth.extractRawText({ buffer: bytes });
  return { lines: value.split('\n').filter(Boolean), messages, part };
}

describe('the Word file', () => {
  it('reads as a proposal: label, title, four parts with sources, list of sources', async () => {
    const { lines, messages } = await open();
    expect(messages).toEqual([]);
    expect(lines).toEqual([
      'AI辅助标识：自动摘录（未使用大模型），须经人工审核后使用',
      '关于“搅拌站”问题的建议',
      '一、案由',
      '本稿围绕“搅拌站”整理，所据来件3件，时间为2026年3月1日至2026年5月3日，引用其中2件。',
      '搅拌站夜里还在作业，老人睡不着觉<b>&amp;（来源：社-2）',
      '二、情况与问题',
      '柳林小区旁建了搅拌站，扬尘很大。（来源：社-1）',
      '三、原因分析',
      '来件未涉及原因，需调研补充。',
      '四、建议',
      '建议加装喷淋。（来源：社-1）',
      '附：来源清单',
      '编号',
      '日期',
      '来件摘录',
      '社-1',
      '2026年3月1日',
      '柳林小区旁建了搅拌站，扬尘很大。建议加装喷淋。',
      '社-2',
      '2026年5月3日',
      '搅拌站夜里还在作业，老人睡不着觉<b>&amp;',
      '未采用来件',
      '没有可摘录的完整句子：社-3。',
    ]);
  });

  it('opens with its account also where no report stands for all, and names a single day once, by the zone', async () => {
    const one = [
      { label: '社-1', text: '菜场门口的盲道被电动车占了，建议划停车框', at: new Date('2026-11-22T16:30:00Z') },
      { label: '社-2', text: '建议划停车框', at: new Date('2026-11-23T15:30:00Z') },
    ];
    const change = { draft: draftOffline('盲道', one), query: '盲道', sources: one };
    const { lines } = await open(change);
    expect(lines.slice(2, 6)).toEqual([
      '一、案由',
      '本稿围绕“盲道”整理，所据来件2件，时间为2026年11月23日，引用其中2件。',
      '二、情况与问题',
      '菜场门口的盲道被电动车占了（来源：社-1）',
    ]);
    const london = await open({ ...change, zone: 'Europe/London' });
    expect(london.lines[3]).toContain('时间为2026年11月22日至2026年11月23日，');
  });

  it('is laid out after GB/T 9704', async () => {
    const { part } = await open();
    const [document, styles, footer] = [
      await part('word/document.xml'),
      await part('word/styles.xml'),
      await part('word/footer1.xml'),
    ];
    expect(document).toContain('<w:pgSz w:w="11905" w:h="16837"');
    for (const [edge, twips] of [
      ['top', 2097],
      ['bottom', 1984],
      ['left', 1587],
      ['right', 1474],
    ] as const) {
      expect(document).toContain(`w:${edge}="${twips}"`);
    }
    expect(styles).toContain('w:eastAsia="方正小标宋简体"');
    expect(styles).toContain('w:eastAsia="仿宋_GB2312"');
    expect(styles).toContain('w:eastAsia="黑体"');
    expect(styles).toContain('w:line="560"');
    expect(styles).toContain('w:lineRule="exact"');
    expect(styles).toContain('w:firstLine="640"');
    expect(footer).toContain('— ');
    expect(footer).toContain('PAGE');
  });

  it('carries the label in its properties too', async () => {
    const { part, lines } = await open({ method: 'model' });
    const label = 'AI辅助标识：本稿由人工智能辅助生成，须经人工审核后使用';
    expect(lines[0]).toBe(label);
    expect(await part('docProps/custom.xml')).toContain(label);
  });

  it('says why no model was used, and what was left out, without the sentences themselves', async () => {
    const draft = draftOffline('搅拌站', sources);
    const dropped = [{ section: 'situation', fault: 'quantity', cites: ['社-1'] }] as const;
    const { lines } = await open({ draft: { ...draft, dropped }, notice: 'modelBusy' });
    expect(lines[1]).toBe('说明：大模型服务繁忙，本稿改为自动摘录原话。');
    expect(lines.slice(-2)).toEqual(['未采用：核对不通过', '情况与问题1句：数字或日期在所引来件中找不到。']);
  });

  it('takes any words without breaking', async () => {
    const odd = [{ label: '社-1', text: '路灯坏了\u0001\uD800没人来修，\u000B<w:p/>好久了。', at: new Date(0) }];
    const draft = draftOffline('路灯', odd);
    const { lines } = await open({ draft, sources: odd, query: '路灯\u0000' });
    expect(lines.join()).toContain('路灯坏了');
  });
});
