const mask = '[secret]';

/** A secret this short is a word of its own or nothing: within other words it would mask half the log. */
const shortest = 6;

/** Controls but tab and line feed, and direction marks: on a terminal they could forge or hide a line. */
// oxlint-disable-next-line no-control-regex -- it is controls that are meant
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const escaped = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A user and password in any address, whosever they are. */
const login = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'\\]*:)[^\s/@"'\\]+@/giu;

/** The forms in which a secret turns up: as it is, as part of an address, and inside JSON. */
function formsOf(secret: string): string[] {
  const encoded = encodeURIComponent(secret.toWellFormed());
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [secret, encoded, encoded.toLowerCase(), inJson, JSON.stringify(inJson).slice(1, -1), encodeURI(secret)];
}

const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);

/**
 * Makes a function that masks every occurrence of the secrets in a text, in any of their forms, and the password in any
 * address; and spells out signs that could deceive on a terminal.
 */
export function createMask(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.filter((secret) => secret.trim() !== '').flatMap(formsOf))];
  const long = forms.filter((form) => form.length >= shortest).toSorted((one, other) => other.length - one.length);
  const short = forms.filter((form) => form.length < shortest);
  const words = short.map((form) => new RegExp(`(?<![\\p{L}\\p{N}_])${literally(form)}(?![\\p{L}\\p{N}_])`, 'gu'));
  return (text) => {
    let masked = text;
    for (const form of long) masked = masked.replaceAll(form, mask);
    for (const word of words) masked = masked.replace(word, mask);
    return masked.replace(login, `$1${mask}@`).replace(unsafe, escaped);
  };
}
