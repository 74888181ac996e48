import { describe, expect, it } from 'vitest';
import { isPuppetFault } from '../../../src/app/puppet-fault.ts';

const withStack = (...frames: string[]) =>
  Object.assign(new TypeError('Cannot read properties of undefined'), {
    stack: ['TypeError: Cannot read properties of undefined', ...frames.map((frame) => `    at ${frame}`)].join('\n'),
  });
const puppet = 'PuppetWechat4u.<anonymous> (file:///srv/bot/node_modules/wechaty-puppet-wechat4u/dist/puppet.js:12:7)';
const node = 'process.processTicksAndRejections (node:internal/process/task_queues:95:5)';
const ours = 'file:///srv/bot/dist/parts/ABC.js:1:200';
const oursNamed = 'async run (file:///srv/bot/dist/src/main.js:10:3)';

describe('a fault that nobody caught', () => {
  it('is the puppet’s when only packages had a hand in it', () => {
    expect(isPuppetFault(withStack(puppet, node), true)).toBe(true);
    expect(isPuppetFault(withStack('C:\\bot\\node_modules\\axios\\index.js:3:4'), true)).toBe(true);
  });

  it.each([
    ['ours in it', withStack(puppet, node, oursNamed)],
    ['ours on top', withStack(ours, puppet)],
    ['no places', withStack(node)],
    ['no stack', 'a word'],
  ])('is ours with %s', (_what, error) => {
    expect(isPuppetFault(error, true)).toBe(false);
  });

  it('is ours where no puppet is set up', () => {
    expect(isPuppetFault(withStack(puppet), false)).toBe(false);
  });
});
