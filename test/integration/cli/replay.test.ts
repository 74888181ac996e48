import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replay } from '../../../src/cli/replay/replay.ts';
import { layCable } from '../../support/cable.ts';
import { sampleMembers } from '../../support/memory-room-log.ts';
import { csvOf, openReplayStage, rowsOf, type ReplayStage } from '../../support/replay-stage.ts';

let stage: ReplayStage;
beforeEach(async () => {
  stage = await openReplayStage();
});
afterEach(() => stage.close());

describe('replay', () => {
  it('plays every row as a member, the same author always as the same one, and sums up', async () => {
    const file = await stage.save('a.csv', csvOf(rowsOf(60)));
    const { code, out } = await stage.run(file, '--room', 'main');
    expect(code).toBe(0);
    expect(out).toMatch(/发送 {2}60 条（其中以前发过 0 条）/);
    expect(out).toMatch(/收下 {2}60 条/);
    expect(out).toMatch(/退回 {2}0 条/);
    expect(out).toMatch(/积分 {2}120 分/);
    const entries = await stage.entries();
    expect(entries.map(({ text }) => text).toSorted()).toEqual(
      Array.from({ length: 60 }, (_, at) => `社情民意：题目${at}\n第${at}件，有,逗号`).toSorted(),
    );
    const ordinary = sampleMembers
      .filter(({ role }) => role === 'member' || role === 'candidate')
      .map(({ key }) => key);
    const byAuthor = new Map<number, Set<string>>();
    for (const { from, text } of entries) {
      const author = Number(/题目(\d+)/.exec(text)?.[1]) % 7;
      byAuthor.set(author, (byAuthor.get(author) ?? new Set()).add(from));
      expect(ordinary).toContain(from);
    }
    expect([...byAuthor.values()].map((members) => members.size)).toEqual(Array.from({ length: 7 }, () => 1));
  });

  it('sends nothing twice when it is run again, with and without its notes', async () => {
    const file = await stage.save('a.csv', csvOf(rowsOf(20)));
    await stage.run(file, '--room', 'main');
    expect((await stage.run(file, '--room', 'main')).out).toMatch(/发送 {2}20 条（其中以前发过 20 条）/);
    expect((await stage.run(file, '--room', 'main', '--restart')).out).toMatch(/收下 {2}20 条/);
    await rm(path.join(stage.folder, 'data'), { recursive: true });
    const { code, out } = await stage.run(file, '--room', 'main');
    expect(code).toBe(0);
    expect(out).toMatch(/收下 {2}0 条/);
    expect(out).not.toMatch(/注意/);
    expect(await stage.entries()).toHaveLength(20);
  });

  it('stops when told, says how to go on, and goes on', async () => {
    const file = await stage.save('a.csv', csvOf(rowsOf(40)));
    const stop = new AbortController();
    const unwatch = stage.door.rooms.watch(() => {
      void stage.entries().then((entries) => entries.length >= 5 && stop.abort());
    });
    const said: string[] = [];
    const words = [file, '--room', 'main', '--url', stage.door.url, '--speed', '100'];
    const code = await replay(words, { ...stage.io, err: (line) => void said.push(line) }, stop.signal);
    unwatch();
    expect(code).toBe(130);
    expect(said.at(-1)).toMatch(/同样的命令再运行一次/);
    const half = (await stage.entries()).length;
    expect(half).toBeLessThan(40);
    const again = await stage.run(file, '--room', 'main');
    expect(again.out).toMatch(new RegExp(`发送 {2}40 条（其中以前发过 ${half} 条）`));
    expect(await stage.entries()).toHaveLength(40);
  });

  it('begins anew when the room was emptied since', async () => {
    const file = await stage.save('a.csv', csvOf(rowsOf(5)));
    await stage.run(file, '--room', 'main');
    await stage.renew();
    const { out } = await stage.run(file, '--room', 'main');
    expect(out).toMatch(/发送 {2}5 条（其中以前发过 0 条）/);
    expect(await stage.entries()).toHaveLength(5);
  });

  it('tries again while the room is busy', async () => {
    stage.door.rooms.failPosts(3);
    const { code, out } = await stage.run(await stage.save('a.csv', csvOf(rowsOf(6))), '--room', 'main');
    expect(code).toBe(0);
    expect(out).toMatch(/发送 {2}6 条/);
    expect(await stage.entries()).toHaveLength(6);
  });

  it('loses and repeats nothing when the line is cut in the middle', async () => {
    const cable = await layCable({ host: '127.0.0.1', port: stage.door.port });
    const file = await stage.save('a.csv', csvOf(rowsOf(80)));
    const url = `http://127.0.0.1:${cable.port}`;
    const running = stage.run(file, '--room', 'main', '--url', url, '--speed', '200');
    await stage.posted(5);
    await cable.cut();
    const half = (await stage.entries()).length;
    await cable.mend();
    const { code, out } = await running;
    await cable.cut();
    expect(half).toBeLessThan(80);
    expect(code).toBe(0);
    expect(out).toMatch(/发送 {2}80 条/);
    expect(out).toMatch(/收下 {2}80 条/);
    expect(await stage.entries()).toHaveLength(80);
  });

  it('counts what the room refuses, with line and code', async () => {
    const rows = [...rowsOf(2), `77,作者,太长,,${'字'.repeat(20_001)}`, '78,作者,,,', ...rowsOf(1)];
    const { code, out } = await stage.run(await stage.save('a.csv', csvOf(rows)), '--room', 'main');
    expect(code).toBe(2);
    expect(out).toMatch(/退回 {2}2 条/);
    expect(out).toMatch(/第 4 行（77）：413 text\.too_long/);
    expect(out).toMatch(/第 5 行（78）：empty/);
    expect(out).toMatch(/发送 {2}3 条/);
    expect(await stage.entries()).toHaveLength(3);
  });

  it('keeps its notes in DATA_DIR without anybody’s words', async () => {
    await stage.run(await stage.save('a.csv', csvOf(rowsOf(3))), '--room', 'main');
    const notes = path.join(stage.folder, 'data', 'replay');
    const [name = ''] = await readdir(notes);
    const text = await readFile(path.join(notes, name), 'utf8');
    expect(text).toContain('1000');
    expect(text).not.toContain('题目');
  });

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${csvOf(['1,张,题,,内容'])}`)],
    ['UTF-16', Buffer.from(`\uFEFF${csvOf(['1,张,题,,内容'])}`, 'utf16le')],
    [
      'GB18030',
      Buffer.concat([
        Buffer.from('id,author,title,time,body\n1,'),
        Buffer.from([0xd5, 0xc5, 0x2c, 0xcc, 0xe2, 0x2c, 0x2c, 0xc4, 0xda, 0xc8, 0xdd]),
      ]),
    ],
    ['semicolons', Buffer.from(csvOf(['1;张;题;;内容'], 'id;author;title;time;body'))],
    [
      'tabs and other line ends',
      Buffer.from(csvOf(['1\t张\t题\t\t内容'], 'ID\tAuthor\t Title \tTime\tBody').replaceAll('\r\n', '\r')),
    ],
  ])('reads %s', async (_what, bytes) => {
    expect((await stage.run(await stage.save('a.csv', bytes), '--room', 'main')).code).toBe(0);
    expect((await stage.entries()).map(({ text }) => text)).toEqual(['社情民意：题\n内容']);
  });

  it('takes other column names, another prefix and a limit', async () => {
    const file = await stage.save('a.csv', csvOf(['甲,路灯坏了', '乙,下水道堵了', '丙,缺充电桩'], '姓名,诉求'));
    const words = ['--columns', 'author=姓名,body=诉求', '--prefix', '#社情民意 ', '--limit', '2', '--no-wait'];
    expect((await stage.run(file, '--room', 'main', ...words)).code).toBe(0);
    const texts = (await stage.entries()).map(({ text }) => text);
    expect(texts.toSorted()).toEqual(['#社情民意 下水道堵了', '#社情民意 路灯坏了'].toSorted());
  });

  it('keeps rows that bear one number apart', async () => {
    const { out } = await stage.run(
      await stage.save('a.csv', csvOf(['5,甲,一,,x', '5,乙,二,,y', '__proto__,丙,三,,z'])),
      '--room',
      'main',
    );
    expect(out).toMatch(/发送 {2}3 条/);
    expect(await stage.entries()).toHaveLength(3);
  });
});
