import type { Clock } from '../../../src/lib/clock.ts';
import type { Circuit } from '../sending/circuit.ts';
import type { zhCN } from '../locales/zh-CN.ts';
import type { PageState } from './page-view.ts';
import type { WechatTexts } from '../texts.ts';
import type { WechatDoor } from '../wechat-door.ts';

interface PageSources {
  /** The puppet's package. */
  name: string;
  circuit: Circuit;
  clock: Clock;
  t: WechatTexts;
}

/** What keeps the door shut, for whoever sits before the page; other faults in the operators' words. */
const reasons: Readonly<Record<string, Extract<keyof typeof zhCN, `fault.${string}`>>> = {
  'wechat.token_missing': 'fault.token_missing',
  'wechat.puppet_absent': 'fault.puppet_absent',
  'wechat.no_puppet': 'fault.no_puppet',
  'wechat.puppet_broken': 'fault.start_failed',
  'wechat.start_failed': 'fault.start_failed',
  'wechat.silent': 'fault.silent',
  'wechat.unreachable': 'fault.unreachable',
  'wechat.lost': 'fault.lost',
};

/** What the login page shows at this moment. */
export function readPageState(door: WechatDoor, { name: puppet, circuit, clock, t }: PageSources): PageState {
  const { phase, code, account } = door.login;
  const { detail, abilities = [] } = door.health();
  const reason = reasons[door.faultCode() ?? ''];
  const message =
    phase === 'shut'
      ? t('page.shut', { reason: reason ? t(reason, { puppet }) : detail })
      : phase === 'in'
        ? t('page.in', { name: account?.name || account?.id || '' })
        : t(`page.${phase}`);
  const [rest, lost] = [circuit.restMs(), door.lost()];
  const notices = [
    rest > 0 ? t('page.resting', { time: clockTime(clock.now().getTime() + rest) }) : '',
    lost > 0 ? t('page.lost', { count: lost }) : '',
  ];
  return { state: phase, message, notices: notices.filter((notice) => notice !== ''), code, abilities };
}

/** On the clock of this machine, where the page is looked at. */
const clockTime = (at: number) => new Date(at).toTimeString().slice(0, 5);
