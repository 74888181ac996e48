/** The files waiting to be sent with the next message. */

import { el, icon } from './dom.js';
import { sizeWord } from './wording.js';

const MAX_BYTES = 10 * 1024 * 1024;
const MAX_TOTAL_BYTES = 20 * 1024 * 1024;
const MAX_FILES = 9;
const PREVIEW_PX = 112;

export class FileTray {
  /** @param {HTMLElement} root @param {(note: string) => void} onRefused @param {() => void} onChange */
  constructor(root, onRefused, onChange) {
    this.root = root;
    this.onRefused = onRefused;
    this.onChange = onChange;
    /** @type {File[]} */
    this.files = [];
  }

  /** @param {Iterable<File>} files */
  add(files) {
    /** @type {string[]} */
    const refused = [];
    let total = this.files.reduce((sum, file) => sum + file.size, 0);
    for (const file of files) {
      if (file.size > MAX_BYTES) refused.push(`“${file.name}”有 ${sizeWord(file.size)}，超过了 10 MB，请压缩后再发。`);
      else if (file.size === 0) refused.push(`“${file.name}”是空的，没有添加。`);
      else if (this.files.length >= MAX_FILES)
        refused.push(`一次最多发 ${MAX_FILES} 个文件，“${file.name}”请下一条再发。`);
      else if (total + file.size > MAX_TOTAL_BYTES)
        refused.push(`这一条的文件合起来超过了 20 MB，“${file.name}”请下一条再发。`);
      else {
        total += file.size;
        this.files.push(file);
      }
    }
    this.onRefused(refused.join('\n'));
    this.#render();
  }

  /** Hands the files over and empties the tray. */
  take() {
    const files = this.files;
    this.set([]);
    return files;
  }

  /** @param {File[]} files */
  set(files) {
    this.files = [...files];
    this.#render();
  }

  #render() {
    this.root.replaceChildren(...this.files.map((file) => this.#chip(file)));
    this.root.hidden = this.files.length === 0;
    this.onChange();
  }

  /** @param {File} file */
  #chip(file) {
    const preview = file.type.startsWith('image/') ? pictureOf(file) : icon('file');
    const remove = el(
      'button',
      { type: 'button', class: 'chip-close', 'aria-label': `不发“${file.name}”` },
      icon('close'),
    );
    remove.addEventListener('click', () => this.set(this.files.filter((other) => other !== file)));
    return el(
      'li',
      { class: 'chip' },
      preview,
      el(
        'span',
        { class: 'chip-words' },
        el('span', { class: 'chip-name', text: file.name }),
        el('span', { class: 'chip-size', text: sizeWord(file.size) }),
      ),
      remove,
    );
  }
}

/**
 * A small picture of an image file, drawn on a canvas: the page's content policy allows no blob addresses.
 *
 * @param {File} file
 */
function pictureOf(file) {
  const canvas = el('canvas', { class: 'chip-picture', width: PREVIEW_PX, height: PREVIEW_PX, 'aria-hidden': 'true' });
  createImageBitmap(file).then(
    (image) => {
      const side = Math.min(image.width, image.height);
      const [left, top] = [(image.width - side) / 2, (image.height - side) / 2];
      canvas.getContext('2d')?.drawImage(image, left, top, side, side, 0, 0, PREVIEW_PX, PREVIEW_PX);
      image.close();
    },
    () => canvas.replaceWith(icon('file')),
  );
  return canvas;
}
