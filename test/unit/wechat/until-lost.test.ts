import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { untilLost } from '../../../adapters/wechat/puppet/until-lost.ts';

const knockMs = 60_000;

describe('a puppet on a server', () => {
  let puppet: EventEmitter & { ding(): void };
  let bot: EventEmitter;
  let end: AbortController;
  let outcome: string;
  /** Whether it answers when it is knocked at. */
  let answers: boolean;
  let isConnecting: boolean;

  beforeEach(() => {
    vi.useFakeTimers();
    answers = true;
    isConnecting = false;
    outcome = 'open';
    end = new AbortController();
    bot = new EventEmitter();
    const events = new EventEmitter();
    puppet = Object.assign(events, { ding: () => void (answers && events.emit('dong', { data: '' })) });
  });
  afterEach(() => {
    end.abort();
    vi.useRealTimers();
  });

  function open(): void {
    untilLost({ puppet, bot, isConnecting: () => isConnecting }, end.signal, knockMs).then(
      () => (outcome = 'ended'),
      (error: unknown) => (outcome = String(error)),
    );
  }
  const later = (knocks: number) => vi.advanceTimersByTimeAsync(knocks * knockMs);

  it('is there while it answers', async () => {
    open();
    await later(10);
    expect(outcome).toBe('open');
    end.abort();
    await later(0);
    expect(outcome).toBe('ended');
  });

  it('is lost when its line has gone dead without a word', async () => {
    open();
    await later(2);
    answers = false;
    await later(2);
    expect(outcome).toMatch(/connection to the puppet’s server broke/);
  });

  it('is not expected to answer when it never does', async () => {
    answers = false;
    open();
    await later(10);
    expect(outcome).toBe('open');
  });

  it('is lost when it throws at a knock, like one that never answers', async () => {
    open();
    await later(1);
    puppet.ding = () => {
      throw new Error('no grpc manager');
    };
    await later(2);
    expect(outcome).toMatch(/broke/);
  });

  it.each([
    [1, /broke/],
    [14, /broke/],
    [2, /^open$/],
    [5, /^open$/],
    ['ECONNRESET', /^open$/],
  ])('that reports a fault with code %s is %s', async (code, wanted) => {
    open();
    bot.emit('error', Object.assign(new Error('planned'), { code }));
    await later(0);
    expect(outcome).toMatch(wanted);
  });

  it('that cannot reach WeChat is told while it connects, and left alone once it is in', async () => {
    open();
    bot.emit('error', new Error('getaddrinfo ENOTFOUND login.example.org'));
    await later(0);
    expect(outcome).toBe('open');
    isConnecting = true;
    bot.emit('error', new Error('timeout of 60000ms exceeded'));
    await later(0);
    expect(outcome).toBe('open');
    bot.emit('error', new Error('getaddrinfo ENOTFOUND login.example.org'));
    await later(0);
    expect(outcome).toMatch(/cannot be reached \(ENOTFOUND\): check the network/);
    expect(outcome).not.toContain('example.org');
  });
});
