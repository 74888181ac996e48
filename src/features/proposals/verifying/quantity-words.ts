/** Measure words that mean the same are one; the first is the name of all. */
const twins: readonly (readonly string[])[] = [
  ['人', '名', '位'],
  ['天', '日'],
  ['小时', '个小时', '个钟头', '钟头', 'h'],
  ['周', '个星期', '星期', '礼拜', '个礼拜'],
  ['年', '个年头'],
  ['分钟', 'min'],
  ['点', '时', '点钟'],
  ['元', '块', '块钱', '元钱', '圆'],
  ['公里', '千米', 'km'],
  ['米', 'm'],
  ['厘米', '公分', 'cm'],
  ['毫米', 'mm'],
  ['平方米', '平米', '㎡', 'm2'],
  ['平方公里', '平方千米', 'km2'],
  ['立方米', 'm3'],
  ['公斤', '千克', 'kg'],
  ['吨', 't'],
  ['分贝', 'db'],
  ['度', '℃', '°c'],
];

/** Measure words of one meaning each. */
const others =
  '户 家 个 个月 栋 幢 座 条 次 起 件 处 所 项 台 辆 套 间 层 楼 路 班 种 类 批 期 代 级 例 宗 份 篇 封 张 部 只 头 棵 株 片 桶 车 趟 届 ' +
  '步 门 科 册 本 节 课 场 站 线 段 号 岁 倍 番 秒 分 里 亩 公顷 克 斤 两 升 毫升 千瓦 季度 个季度 学期 个学期 工作日 个工作日 百分点 ' +
  '个百分点 个村 个社区 个小区 支 队 组 口 床 盏 根 把 道 面 副 对 双 梯 校 岗 学时 刻 世纪 年级 车道 角 毛';

const canonical = new Map<string, string>();
for (const word of others.split(' ')) canonical.set(word, word);
for (const [name = '', ...same] of twins) for (const word of [name, ...same]) canonical.set(word, name);

/** The measure word's canonical name; undefined for a word that is none. */
export const measureOf = (word: string): string | undefined => canonical.get(word.toLowerCase());

const longestFirst = [...canonical.keys()].toSorted((a, b) => b.length - a.length);

/** The longest measure word that `text` begins with, or ''. A Latin one must end there. */
export function measureAt(text: string): string {
  const lower = text.toLowerCase();
  return (
    longestFirst.find(
      (word) => lower.startsWith(word) && (!/[a-z]$/.test(word) || !/^[a-z0-9]/.test(lower.slice(word.length))),
    ) ?? ''
  );
}

/**
 * Words with a numeral in them that count nothing. Kept short on purpose: what is not here and looks like a quantity has
 * to be in the source. 一个 is the article, but 一个月 is a time.
 */
export const figuresOfSpeech = new RegExp(
  [
    '万一|千万(?=[不别要记])|统一|唯一|单一|专一|逐一|十分(?!钟|之)|十足|十字|百姓|千方百计|千家万户|千千万万|成千上万|四面八方',
    '三番五次|三三两两|五花八门|七嘴八舌|乱七八糟|接二连三|四通八达|一五一十|十有八九|三天两头|三令五申|一举两得|一清二楚|一心一意',
    '再三|四处|四周|一一|一带一路|一对一|一事一议|一刀切|一揽子|一站式|一次性|一把手|一系列|一部分|一方面|两方面(?!军)',
    '一(?:带|路|线|流|定|样|般|直|旦|起|并|致|律|体|下|边|面|方|时|切|同|再|经|向|刻|些|批|种|类|度|旁|道|案)',
    '一个(?!半|多?月|小时|钟头|星期|礼拜|季度|学期|工作日|百分点)|一点(?![0-9一二三四五六七八九十半钟整])',
    '两(?:会|委|岸|侧|旁|边)|其[一二三四五六]|[进下]一步',
  ].join('|'),
  'g',
);

/** Marks of a list, at the beginning or after a stop: 一、 （二） 3. 一是 二要. */
export const listMarks =
  /(?<=^|[。,;:!?、\s])(?:\([一二三四五六七八九十0-9]{1,3}\)|[一二三四五六七八九十]{1,3}[、.]|[0-9]{1,2}[、.](?![0-9])|[一二三四五六七八九](?=[是要]))/g;

/** What a word before or after a figure makes of it. */
export type Bound = '' | 'about' | 'nearly' | 'over' | 'under' | 'several';

const boundWords: readonly (readonly [Bound, string])[] = [
  ['under', '不超过 不高于 不多于 不足 不到 少于 低于 小于 至多 最多 以下 以内 之内 内'],
  ['over', '不少于 不低于 超过 高于 大于 多于 至少 最少 超 逾 上 余 多 以上 开外 之多'],
  ['nearly', '将近 接近 近'],
  ['about', '大约 大概 约 左右 上下 来'],
  ['several', '好几 几 数'],
];

const bounds = new Map(boundWords.flatMap(([bound, words]) => words.split(' ').map((word) => [word, bound] as const)));

export const boundOf = (word: string | undefined): Bound => (word === undefined ? '' : (bounds.get(word) ?? ''));
