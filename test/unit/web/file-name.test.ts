import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentDisposition, displayFileName } from '../../../adapters/shared/file-name.ts';
import { keptType, pictureType } from '../../../adapters/shared/media-type.ts';

const anyText = string({ unit: 'binary', maxLength: 400 });

describe('a name from outside', () => {
  it.each([
    ['照片.jpg', '照片.jpg'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\a\\b.docx', 'b.docx'],
    ['a\0b\u001B[31m.txt', 'ab[31m.txt'],
    ['\u202Egpj.exe', 'gpj.exe'],
    ['.htaccess', 'htaccess'],
    ['', '文件'],
    ['/', '文件'],
    [' \t', '文件'],
    ['👨‍👩‍👧 全家.png', '👨‍👩‍👧 全家.png'],
  ])('%j is shown as %j', (raw, shown) => expect(displayFileName(raw)).toBe(shown));

  it('is never longer than 200 bytes, never empty, keeps its extension and stays the same when read again', () => {
    assert(
      property(anyText, (raw) => {
        const shown = displayFileName(raw);
        expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(200);
        expect(shown).not.toMatch(/[\p{Cc}/\\\u202A-\u202E]|^$/u);
        expect(displayFileName(shown)).toBe(shown);
      }),
    );
    expect(displayFileName(`${'长'.repeat(400)}.xlsx`)).toMatch(/^长+\.xlsx$/);
  });

  it('makes one header line that HTTP can carry and readers can read back', () => {
    assert(
      property(anyText, (raw) => {
        const name = displayFileName(raw);
        const header = contentDisposition('attachment', name);
        expect(header).toMatch(/^attachment; filename="[\x20-\x7E]*"; filename\*=UTF-8''[\w.!~%-]*$/);
        expect(decodeURIComponent(header.split("UTF-8''")[1] ?? '')).toBe(name.toWellFormed());
      }),
    );
  });
});

describe('the kind of a file', () => {
  const webp = Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1');
  it.each([
    ['image/png', Buffer.from('89504e470d0a1a0a00', 'hex'), 'image/png'],
    ['image/jpeg', Buffer.from('ffd8ffe0', 'hex'), 'image/jpeg'],
    ['image/png', Buffer.from('ffd8ffe0', 'hex'), 'image/jpeg'],
    ['image/gif', Buffer.from('GIF89a'), 'image/gif'],
    ['IMAGE/WEBP; q=1', webp, 'image/webp'],
    ['image/heic', Buffer.from('\0\0\0\x18ftypheic', 'latin1'), 'image/heic'],
    ['image/png', Buffer.from('<html>'), 'application/octet-stream'],
    ['image/svg+xml', Buffer.from('<svg/>'), 'application/octet-stream'],
    ['text/plain', Buffer.from('x'), 'text/plain'],
    ['Application/PDF', Buffer.from('%PDF'), 'application/pdf'],
    ['', Buffer.from('x'), 'application/octet-stream'],
    ['text/html\r\nx: y', Buffer.from('x'), 'application/octet-stream'],
    ['nonsense', Buffer.from('x'), 'application/octet-stream'],
  ])('%j is kept as what its bytes allow', (claimed, bytes, kept) => expect(keptType(claimed, bytes)).toBe(kept));

  it('sees no picture in nothing', () => expect(pictureType(Buffer.alloc(0))).toBeNull());
});
