import { randomInt } from 'node:crypto';

/** Letters and digits that are not mistaken for each other when read aloud or typed on a phone. */
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** A code that a person passes on, from a secure source of randomness. */
export const newCode = (length: number) => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
