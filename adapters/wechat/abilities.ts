import type { DoorAbility } from '../../src/chat/chat-adapter.ts';
import type { Locale } from '../../src/chat/locale.ts';
import type { zhCN } from './locales/zh-CN.ts';
import { wechatTexts } from './texts.ts';

/** What a unit's people can count on, in the order in which they are shown. */
const names = ['text', 'quote', 'mention', 'relay', 'file', 'recall', 'ids', 'supply'] as const;
type AbilityName = (typeof names)[number];

/** The key of an advice, which tells the state by its ending: `_partly`, `_missing`; none = it works. */
type Advice = Extract<keyof typeof zhCN, `advice.${string}`>;
type Advices = Partial<Record<AbilityName, Advice>>;

interface PuppetTraits {
  /**
   * Ids of people, rooms and our own account are other ones after each login. Where nobody has looked it is taken for
   * granted that they change: being recognised anew does no harm to ids that stay.
   */
  idsChange: boolean;
  advices: Advices;
}

/** As users and the puppets' own sources have it; see the list of WeChat's traps in adapters/README.md. */
const known: Readonly<Record<string, PuppetTraits>> = {
  'wechaty-puppet-wechat4u': {
    idsChange: true,
    advices: {
      text: 'advice.text_partly',
      mention: 'advice.mention_missing',
      relay: 'advice.relay_partly',
      ids: 'advice.ids_missing',
      supply: 'advice.banned_partly',
    },
  },
  'wechaty-puppet-padlocal': {
    idsChange: false,
    advices: { relay: 'advice.relay_partly', supply: 'advice.gone_missing' },
  },
  'wechaty-puppet-service': {
    idsChange: false,
    advices: { relay: 'advice.relay_missing', quote: 'advice.quote_partly', recall: 'advice.recall_partly' },
  },
  // Made for tests, where everything is as it is said to be.
  'wechaty-puppet-mock': { idsChange: false, advices: {} },
};

const webTraits = known['wechaty-puppet-wechat4u'];
const sameAs: Readonly<Record<string, PuppetTraits | undefined>> = {
  'wechaty-puppet-wechat': webTraits,
  'wechaty-puppet-puppeteer': webTraits,
  'wechaty-puppet-workpro': known['wechaty-puppet-service'],
};

const unknown: PuppetTraits = {
  idsChange: true,
  advices: { relay: 'advice.relay_partly', ids: 'advice.ids_partly', supply: 'advice.unknown_partly' },
};

const traitsOf = (puppet: string): PuppetTraits => known[puppet] ?? sameAs[puppet] ?? unknown;

/** Whether people and rooms have to be recognised anew after a login with this puppet. */
export const idsChange = (puppet: string): boolean => traitsOf(puppet).idsChange;

/** What works with this puppet and what does not, each with what to do instead. */
export function abilitiesOf(puppet: string, locale: Locale): DoorAbility[] {
  const t = wechatTexts(locale);
  const { advices } = traitsOf(puppet);
  return names.map((name) => {
    const advice = advices[name];
    const title = t(`ability.${name}`);
    if (!advice) return { name: title, state: 'works', advice: '' };
    return { name: title, state: advice.endsWith('_missing') ? 'missing' : 'partly', advice: t(advice) };
  });
}
