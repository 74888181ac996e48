export const adoptionLevels = ['own', 'city', 'province', 'national'] as const;
export type AdoptionLevel = (typeof adoptionLevels)[number];

const parties = '民进|民革|民盟|民建|农工党|农工|致公党|致公|九三学社|九三|台盟';
const bodies = '政协|委统战部|统战部|委办公厅|委办|委|政府|人大';

/**
 * Who adopted it, from the words people use. The first line that fits counts. Our own organisation comes first, since
 * 市委会 and 民进市委 are ours while 市委 is not. The four cities under the central government rank as provinces.
 */
const table: readonly (readonly [AdoptionLevel, RegExp])[] = [
  ['national', new RegExp(`^(?:${parties})?中央(?:统战部|办公厅|政府)?$`, 'u')],
  ['national', /^(?:中共中央|全国|国务院|国办|中办|中央统战部)/u],
  ['own', /(?:市委会|总支|支部|本会|会刊|本级)(?:会刊|简报|信息)?$/u],
  ['own', new RegExp(`^(?:${parties}).{0,12}市委$`, 'u')],
  ['province', /省委会$/u],
  ['province', new RegExp(`^(?:${parties}).{0,12}省委$`, 'u')],
  ['province', new RegExp(`(?:省|自治区)(?:${bodies})(?:办公厅)?$`, 'u')],
  ['province', new RegExp(`^(?:北京|上海|天津|重庆)市?(?:${bodies})$`, 'u')],
  ['city', new RegExp(`市(?:${bodies})(?:办公室)?$`, 'u')],
];

/** The level of an adopter such as 市政协; null when the words do not say it, for example a district's body. */
export function levelOf(adopter: string): AdoptionLevel | null {
  const name = adopter.normalize('NFKC').replace(/\s/gu, '');
  return table.find(([, pattern]) => pattern.test(name))?.[0] ?? null;
}
