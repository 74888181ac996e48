const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = '10X98765432';
/** First two digits of the codes of provinces (GB/T 2260). */
const provinces = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/;

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** A resident identity number: 18 characters with a true date and the check character of GB 11643, or the old 15 digits. */
export function isIdentityNumber(value: string): boolean {
  if (!provinces.test(value)) return false;
  if (/^\d{15}$/.test(value)) {
    return isDay(1900 + Number(value.slice(6, 8)), Number(value.slice(8, 10)), Number(value.slice(10, 12)));
  }
  if (!/^\d{17}[\dXx]$/.test(value)) return false;
  const year = Number(value.slice(6, 10));
  if (year < 1850 || year > 2100 || !isDay(year, Number(value.slice(10, 12)), Number(value.slice(12, 14))))
    return false;
  const sum = weights.reduce((total, weight, index) => total + weight * Number(value[index]), 0);
  return checkCharacters[sum % 11] === value[17]?.toUpperCase();
}

/** A bank card number: 16 to 19 digits that begin as cards in use do and pass the Luhn check (ISO/IEC 7812). */
export function isBankCardNumber(value: string): boolean {
  if (!/^(?:[3-6]|95)\d+$/.test(value) || value.length < 16 || value.length > 19) return false;
  let sum = 0;
  for (const [index, digit] of Array.from(value).toReversed().entries()) {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
