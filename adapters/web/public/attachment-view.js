/** Files in a bubble: pictures are shown, everything else is a card to download. */

import { el, icon } from './dom.js';
import { sizeWord } from './wording.js';

/** @typedef {{ name: string, type: string, size: number, url: string }} Shown */

/** @param {Shown} file */
function picture(file) {
  const image = el('img', { src: file.url, alt: file.name, loading: 'lazy', class: 'picture' });
  const link = el(
    'a',
    { href: file.url, target: '_blank', rel: 'noopener', class: 'picture-link', title: file.name },
    image,
  );
  image.addEventListener('error', () => link.replaceWith(card(file)), { once: true });
  return link;
}

/** @param {Shown} file */
function card(file) {
  const inside = [
    icon('file'),
    el(
      'span',
      { class: 'file-words' },
      el('span', { class: 'file-name', text: file.name }),
      el('span', { class: 'file-size', text: file.url ? `${sizeWord(file.size)} · 点按下载` : sizeWord(file.size) }),
    ),
  ];
  if (!file.url) return el('span', { class: 'file-card' }, ...inside);
  return el('a', { href: file.url, download: file.name, class: 'file-card' }, ...inside);
}

/** @param {Shown[]} files @returns {HTMLElement | undefined} */
export function attachmentsView(files) {
  if (files.length === 0) return undefined;
  const views = files.map((file) =>
    file.url && /^image\/(png|jpe?g|gif|webp|bmp|avif)$/.test(file.type) ? picture(file) : card(file),
  );
  return el('div', { class: 'attachments' }, ...views);
}
