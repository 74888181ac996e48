import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replay } from '../../../src/cli/replay/replay.ts';
import { AppError } from '../../../src/lib/errors.ts';
import { csvOf, openReplayStage, rowsOf, type ReplayStage } from '../../support/replay-stage.ts';

let stage: ReplayStage;
beforeEach(async () => {
  stage = await openReplayStage();
});
afterEach(() => stage.close());

const good = csvOf(rowsOf(1));
const room = ['--room', 'main'];

/** What the file holds, the words after it, and what is said. */
const refused: readonly (readonly [what: string, bytes: string | Buffer, words: string[], said: RegExp])[] = [
  ['a missing column', csvOf(['1,x'], 'id,author'), room, /没有「body」这一列，只有：id、author/],
  ['a named column that is missing', good, [...room, '--columns', 'title=标题'], /没有「标题」这一列/],
  ['a column twice', csvOf(['1,x,y'], 'author,body,body'), room, /两列都叫「body」/],
  ['an empty file', '', room, /没有一条消息/],
  ['a header alone', csvOf([]), room, /没有一条消息/],
  ['a workbook', Buffer.from('504b0304140000000800', 'hex'), room, /不是 CSV 文本/],
  ['an open quote', csvOf(['1,x,"y,,z']), room, /第 \d+ 行附近的引号/],
  ['no such room', good, ['--room', 'cellar'], /没有房间「cellar」，有的是：main、/],
  ['no room said', good, [], /「--room」不对。\n用法/],
  ['an unknown option', good, [...room, '--fast'], /「--fast」不对/],
  ['a speed below nothing', good, [...room, '--speed', '-3'], /「--speed」不对/],
  ['a speed that is no number', good, [...room, '--speed', 'fast'], /「--speed」不对/],
  ['a limit that is no number', good, [...room, '--limit', '1.5'], /「--limit」不对/],
  ['an unknown field', good, [...room, '--columns', 'autor=x'], /「--columns autor=x」不对/],
  ['two files', good, [...room, 'b.csv'], /「b\.csv」不对/],
  ['an address that is none', good, [...room, '--url', 'localhost'], /「--url」不对/],
];

describe('a replay that cannot be', () => {
  it.each(refused)('%s is said in a line, and nothing is sent', async (_what, bytes, words, said) => {
    const { code, err, out } = await stage.run(await stage.save('a.csv', bytes), ...words);
    expect(code).toBe(1);
    expect(err).toMatch(said);
    expect(out).toBe('');
    expect(await stage.entries()).toEqual([]);
  });

  it('no file', async () => {
    const { code, err } = await stage.run(path.join(stage.folder, 'not-there.csv'), ...room);
    expect(code).toBe(1);
    expect(err).toMatch(/^找不到文件 .*not-there\.csv/);
  });

  it('nobody there', async () => {
    const gone = stage.door.url;
    await stage.renew();
    const { code, err } = await stage.run(await stage.save('a.csv', good), ...room, '--url', gone);
    expect([code, err.split('\n').length]).toEqual([1, 1]);
    expect(err).toMatch(/^连不上 http:.*npm start/);
  });

  it('a wrong setting', async () => {
    const io = { ...stage.io, env: { PORT: 'abc' } };
    await expect(replay(['a.csv', ...room], io, new AbortController().signal)).rejects.toThrow(/PORT: must be/);
  });

  it('is said in English where that is the language', async () => {
    const io = { ...stage.io, env: { LOCALE: 'en', DATA_DIR: stage.folder } };
    const refusal = replay(['none.csv', ...room], io, new AbortController().signal);
    await expect(refusal).rejects.toThrow(/^There is no file none\.csv/);
    await expect(refusal).rejects.toBeInstanceOf(AppError);
  });
});
