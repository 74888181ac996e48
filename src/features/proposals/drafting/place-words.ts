/** What follows the name of a place: 东街, 柳林小区, 3号楼. */
const kinds =
  '小区|社区|街|路(?![灯口面边上过段人况障政牌])|巷|弄|村|镇|乡|区|县|市(?![民场])|学校|中学|小学|幼儿园|公园|广场|医院|市场|菜场|站|桥|号|栋|幢|单元|苑|坊|河|湖';
const named = new RegExp(`([\\p{L}\\p{N}]{1,2}?)(?:${kinds})`, 'gu');

const namesOf = (text: string) => [...text.matchAll(named)].map(([, name = '']) => name);

/** Whether each of two folded texts names a place that the other does not: then they speak of two places. */
export function nameTwoPlaces(one: string, other: string): boolean {
  return namesOf(one).some((name) => !other.includes(name)) && namesOf(other).some((name) => !one.includes(name));
}

const denials = /[不没未无]/gu;

/** Whether one of two texts denies more than the other: 修好了, 没修好. */
export const denyDifferently = (one: string, other: string): boolean =>
  (one.match(denials)?.length ?? 0) !== (other.match(denials)?.length ?? 0);
