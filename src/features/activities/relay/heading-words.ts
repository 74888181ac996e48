/** A list with another purpose than coming to something. */
export const otherPurpose =
  /团购|拼[团单]|代购|订[购餐单]|下单|快递|打卡|日报|周报|捐款|投票|体温|核酸|疫苗|[早午晚中]餐|盒饭|物资|交费|缴费/u;

const after = /^[\s，,）)]*(?:之?前|截止|为止|中午前|报名|接龙)|^.{0,6}(?:截止|之?前)/u;
const before = /截止.{0,4}$/u;

/** A day between these words is the last one to answer on, not the day of the activity. */
export const isDeadline = (wordsBefore: string, wordsAfter: string): boolean =>
  after.test(wordsAfter) || before.test(wordsBefore);
