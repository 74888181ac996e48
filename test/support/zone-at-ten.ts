/** A zone in which it is ten in the morning: neither the quiet of the night nor the end of a day comes in between. */
export function zoneAtTen(): string {
  const ahead = ((10 - new Date().getUTCHours() + 36) % 24) - 12;
  // The names of these zones count westwards.
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}
