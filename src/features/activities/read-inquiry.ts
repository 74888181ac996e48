const longest = 40;
const details = /几点|什么时候|何时|哪天|几号|在哪|哪里|哪儿|地点|地址|时间|什么主题|截止/u;

/** 「几点集合？在哪儿？」 of somebody who quotes an announcement: the answer is its time and place. */
export const asksForDetails = (text: string): boolean => text.length <= longest && details.test(text);
