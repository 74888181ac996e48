import { constant, array, assert, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, readReplayRows } from '../../../src/cli/replay/replay-csv.ts';
import { messageOf, speakerOf } from '../../../src/cli/replay/replay-send.ts';
import { cliTexts } from '../../../src/cli/texts.ts';

const t = cliTexts('zh-CN');
const read = (text: string, columns = {}) => readReplayRows(Buffer.from(text), { file: 'a.csv', columns }, t);

describe('rows of a file', () => {
  it('come with their lines, also after a quoted line end', () => {
    expect(read('author,body\n甲,"一\n二"\n\n乙,三')).toEqual([
      { line: 3, id: 'line-3', author: '甲', title: '', body: '一\n二' },
      { line: 5, id: 'line-5', author: '乙', title: '', body: '三' },
    ]);
  });

  it('may have too few or too many cells', () => {
    expect(read('id,author,body\n1,甲\n2,乙,三,四')).toMatchObject([
      { id: '1', author: '甲', body: '' },
      { id: '2', author: '乙', body: '三' },
    ]);
  });

  it('are found under full-width and differently written column names', () => {
    expect(read('ＩＤ, Author ,BODY\n1,甲,一')).toMatchObject([{ id: '1', author: '甲', body: '一' }]);
  });

  it('keep every id apart, whatever the ids are', () => {
    const id = oneof(constant('1'), constant('1~2'), constant('__proto__'), string({ minLength: 1, maxLength: 3 }));
    assert(
      property(array(id, { minLength: 1, maxLength: 20 }), (ids) => {
        const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const rows = read(`id,author,body\n${ids.map((one) => `${cell(one)},甲,一`).join('\n')}`);
        expect(rows).toHaveLength(ids.length);
        expect(new Set(rows.map((row) => row.id)).size).toBe(ids.length);
      }),
    );
  });
});

describe('a message of a row', () => {
  const row = { line: 2, id: '7', author: '甲', title: '题', body: '文' };
  it('is prefix, title and body', () => {
    expect(messageOf(row, { run: 'r', prefix: '社情民意：' })).toEqual({ text: '社情民意：题\n文', key: 'replay-r-7' });
    expect(messageOf({ ...row, title: '' }, { run: 'r', prefix: '' }).text).toBe('文');
  });

  it('has a key that the room takes, however long the id', () => {
    expect(messageOf({ ...row, id: '长'.repeat(500) }, { run: 'r', prefix: '' }).key.length).toBeLessThan(200);
  });

  it('has the same speaker for the same author, and all speakers are used', () => {
    const speakers = ['a', 'b', 'c'];
    expect(speakerOf('甲', speakers)).toBe(speakerOf('甲', speakers));
    const used = new Set(Array.from({ length: 60 }, (_, at) => speakerOf(`作者${at}`, speakers)));
    expect([...used].toSorted()).toEqual(speakers);
  });
});

describe('decodeText', () => {
  it('takes no bytes for text that are none', () => {
    expect(decodeText(Buffer.from([0, 1, 2]))).toBeNull();
    expect(decodeText(Buffer.from([0x81, 0xff, 0xff]))).toBeNull();
  });
});
