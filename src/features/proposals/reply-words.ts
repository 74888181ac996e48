/** Asks for all of the draft that is quoted. */
export const asksForWhole = (folded: string) => /^(?:查看|看|要)?(?:全文|全稿|完整版)$/.test(folded);
