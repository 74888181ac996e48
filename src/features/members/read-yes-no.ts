const yes = /^(?:确认|确定|可以|好的?|是的?|对的?|ok)[。.!！]*$/iu;
const no = /^(?:不|不用|不要|算了|取消|别|不是|不对)了?[。.!！]*$/u;

/** 确认 or 算了; null = neither. */
export function readYesNo(text: string): 'yes' | 'no' | null {
  const said = text.trim();
  if (yes.test(said)) return 'yes';
  return no.test(said) ? 'no' : null;
}
