import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LoadPuppet } from '../../adapters/wechat/puppet/puppet.ts';
import { createWechatAdapter, type WechatAdapter } from '../../adapters/wechat/wechat-adapter.ts';
import { createFileStore, type FileStore } from '../../src/lib/file-store.ts';
import { silentLogger, type Logger } from '../../src/lib/logger.ts';
import { createRecordingIntake, type RecordingIntake } from './recording-intake.ts';
import { WechatWorld } from './wechat/world.ts';

export interface WechatDoor {
  world: WechatWorld;
  adapter: WechatAdapter;
  intake: RecordingIntake;
  files: FileStore;
  /** DATA_DIR/wechat of a real start. */
  folder: string;
  /** What the terminal showed. */
  printed: readonly string[];
  /** Milliseconds of every wait that the adapter asked for. */
  waits: readonly number[];
  /** The adapter's clock, milliseconds since 1970. */
  time: { now: number };
  /** Resolves once the door's health is as wanted. */
  healthy(is?: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface WechatDoorOptions {
  /** The puppet's package, by which the door knows what it can. Default one whose ids stay. */
  name?: string;
  puppet?: LoadPuppet;
  log?: Logger;
  /** Not started yet. */
  asleep?: boolean;
  /** Nobody is logged in after the start. */
  loggedOut?: boolean;
  silentLimitMs?: number;
  /** Keeps WeChat's pace. Default false. */
  isPaced?: boolean;
}

const unstable = 'wechaty-puppet-wechat4u';

/** The adapter over a puppet that reaches nobody; what it wants to wait is noted and over at once. */
export async function openWechatDoor(options: WechatDoorOptions = {}): Promise<WechatDoor> {
  const { name = 'wechaty-puppet-mock', log = silentLogger, isPaced = false } = options;
  const root = await mkdtemp(path.join(tmpdir(), 'tongxin-wechat-'));
  const folder = path.join(root, 'wechat');
  const world = new WechatWorld({ idsChange: name === unstable });
  world.atStart.logsIn = options.loggedOut !== true;
  const intake = createRecordingIntake();
  const files = createFileStore(path.join(root, 'files'));
  const [printed, waits]: [string[], number[]] = [[], []];
  const time = { now: Date.parse('2026-11-20T08:00:00Z') };
  const adapter = createWechatAdapter({
    name,
    puppet: options.puppet ?? world.load,
    folder,
    dailyCap: 300,
    isPaced,
    print: (text) => {
      printed.push(text);
      world.bell.ring();
    },
    files,
    locale: 'zh-CN',
    log,
    clock: { now: () => new Date(time.now) },
    async sleep(milliseconds) {
      waits.push(milliseconds);
      world.bell.ring();
      await new Promise((resolve) => setImmediate(resolve));
    },
    ...(options.silentLimitMs === undefined ? {} : { silentLimitMs: options.silentLimitMs }),
  });
  const healthy = async (is = true) => {
    // Health is looked at, not told: rung by whatever happens meanwhile, and now and then.
    const ringing = setInterval(() => world.bell.ring(), 5);
    try {
      await world.bell.until(
        () => (adapter.health().ok === is ? true : undefined),
        () => adapter.health().detail,
        10_000,
      );
    } finally {
      clearInterval(ringing);
    }
  };
  if (!options.asleep) await adapter.start(intake);
  if (!options.asleep && !options.loggedOut && !options.puppet) await healthy();
  return {
    world,
    adapter,
    intake,
    files,
    folder,
    printed,
    waits,
    time,
    healthy,
    async close() {
      await adapter.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}
