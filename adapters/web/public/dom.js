/**
 * The few DOM words every part of the page uses. Data only ever becomes text nodes and checked attributes.
 */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Builds an element. `class`, `text`, `hidden` and `on` are special; `true` sets a bare attribute, `false` and
 * `undefined` leave it away; everything else is set as an attribute.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {{ text?: string, class?: string, on?: Record<string, (event: any) => void>, [attribute: string]: any }} [props]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  const { text, class: className, on, ...attributes } = props;
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  for (const [name, listener] of Object.entries(on ?? {})) node.addEventListener(name, listener);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    node.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child) node.append(child);
  return node;
}

/**
 * An icon of the sprite in index.html; decoration only, so hidden from screen readers.
 *
 * @param {string} name without the `i-`
 * @returns {SVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

/**
 * An element of index.html that must be there.
 *
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`index.html lacks #${id}`);
  return /** @type {T} */ (node);
}

/**
 * Text with line breaks kept by CSS and http(s) addresses as links.
 *
 * @param {string} text
 * @returns {DocumentFragment}
 */
export function linkedText(text) {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const match of text.matchAll(/https?:\/\/[\w\-.~:/?#@!$&'()*+,;=%]+/g)) {
    out.append(text.slice(from, match.index));
    out.append(el('a', { href: match[0], target: '_blank', rel: 'noopener noreferrer', text: match[0] }));
    from = match.index + match[0].length;
  }
  out.append(text.slice(from));
  return out;
}
