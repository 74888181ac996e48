import { cleanText } from '../../src/lib/text.ts';

const longestBytes = 200;
/** Control characters and line ends, then those that turn the reading direction around (exe.gpj shown as jpg.exe). */
const unshowable = /[\p{Cc}\p{Zl}\p{Zp}]|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

const bytes = (text: string) => Buffer.byteLength(text);

/**
 * A name from outside as it may be shown and offered for saving: no path, no control or direction characters, at most
 * 200 bytes of UTF-8 with the extension kept. Never used as a path on this machine.
 */
export function displayFileName(raw: string): string {
  const last = cleanText(raw).split(/[/\\]/).at(-1) ?? '';
  const name = last.replace(unshowable, '').trim().replace(/^\.+/, '');
  return name === '' ? '文件' : cut(name);
}

function cut(name: string): string {
  if (bytes(name) <= longestBytes) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && bytes(name.slice(dot)) <= 20 ? name.slice(dot) : '';
  let kept = '';
  for (const { segment } of new Intl.Segmenter('zh').segment(name.slice(0, name.length - extension.length))) {
    if (bytes(kept + segment + extension) > longestBytes) break;
    kept += segment;
  }
  return (kept || '文件') + extension;
}

/** The header that names a download: RFC 6266 with the UTF-8 name of RFC 8187, and a plain one for old readers. */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7E]/g, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
