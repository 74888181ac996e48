import type { Clock } from '../../src/lib/clock.ts';
import type { Circuit } from './circuit.ts';
import type { PageState } from './page-view.ts';
import type { WechatTexts } from './texts.ts';
import type { WechatDoor } from './wechat-door.ts';

interface PageSources {
  circuit: Circuit;
  clock: Clock;
  t: WechatTexts;
}

/** What the login page shows at this moment. */
export function readPageState(door: WechatDoor, { circuit, clock, t }: PageSources): PageState {
  const { phase, code, account } = door.login;
  const { detail, abilities = [] } = door.health();
  const message =
    phase === 'shut'
      ? t('page.shut', { reason: detail })
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
