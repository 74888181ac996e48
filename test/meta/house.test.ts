import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { otherRuleFiles, ruleFileName } from './rule-files.ts';
import { baseName, listFiles, productionFiles, readFiles, type SourceFile } from './source-tree.ts';
import { isNode, nodesOf, placeOf, type SyntaxNode } from './syntax-tree.ts';

const production = productionFiles();
const written = [
  ...production,
  ...readFiles(listFiles(['test'], /\.ts$/, new Set(['node_modules', 'public', 'generated']))),
  ...readFiles(listFiles(['scripts'], /\.mjs$/)),
];
const within = (folders: RegExp) => production.filter(({ path }) => folders.test(path));

/** Every place in the files where a node is of the asked kind. */
const places = (files: readonly SourceFile[], asked: (node: SyntaxNode) => boolean) =>
  files.flatMap((file) =>
    nodesOf(file)
      .filter(asked)
      .map((node) => placeOf(file, node)),
  );

/** The dotted name of an identifier or member: `process.env`, `Date.now`. */
function dotted(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'Identifier') return String(node['name']);
  if (node.type === 'ChainExpression') return dotted(node['expression']);
  if (node.type !== 'MemberExpression' || node['computed'] === true) return '';
  return `${dotted(node['object'])}.${dotted(node['property'])}`;
}

const isPlatform = (node: unknown) => /(^|\.)platform$/.test(dotted(node));

describe('the house', () => {
  it('is looked at in full', () => {
    expect(production.length).toBeGreaterThan(50);
    expect(written.length).toBeGreaterThan(production.length + 20);
    expect(places(production, (node) => node.type === 'CallExpression').length).toBeGreaterThan(500);
  });

  it('exports by name', () => {
    const isDefault = (node: SyntaxNode) =>
      node.type === 'ExportDefaultDeclaration' ||
      (node.type === 'ExportSpecifier' && dotted(node['exported']) === 'default');
    expect(places(written, isDefault)).toEqual([]);
  });

  it('names files after what they hold, not utils, helpers, common or types', () => {
    const vague = /^(.+[-.])?(utils?|helpers?|common|types)\.(ts|mjs|js)$/;
    expect(written.map(({ path }) => path).filter((path) => vague.test(baseName(path)))).toEqual([]);
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.(ts|mjs|js)$|^zh-CN\.ts$/;
    expect(written.map(({ path }) => path).filter((path) => !kebab.test(baseName(path)))).toEqual([]);
  });

  it('reads the environment at its edge only: src/main.ts and src/cli hand it to src/config.ts', () => {
    const edge = /^src\/(config\.ts|main\.ts|cli\/)/;
    const inner = production.filter(({ path }) => !edge.test(path));
    expect(places(inner, (node) => dotted(node) === 'process.env')).toEqual([]);
  });

  it('asks an adapter for its capability instead of comparing platforms', () => {
    const comparing = new Set(['===', '!==', '==', '!=']);
    const systems = /^(win32|darwin|linux)$/;
    const isFixed = (one: unknown, other: unknown) => {
      if (!isNode(other) || typeof other['value'] !== 'string') return false;
      return /^(telegram|wechat)$/.test(other['value']) || (isPlatform(one) && !systems.test(other['value']));
    };
    const compares = (node: SyntaxNode) =>
      (node.type === 'SwitchStatement' && isPlatform(node['discriminant'])) ||
      (node.type === 'BinaryExpression' &&
        comparing.has(String(node['operator'])) &&
        (isFixed(node['left'], node['right']) || isFixed(node['right'], node['left'])));
    expect(places(within(/^(src|jobs)\//), compares)).toEqual([]);
  });

  it('takes clock and chance from outside in features and in the conversation', () => {
    const taken = new Set(['Date.now', 'Math.random', 'Date', 'systemClock.now']);
    const takes = (node: SyntaxNode) =>
      (node.type === 'CallExpression' &&
        (taken.has(dotted(node['callee'])) || dotted(node['callee']).startsWith('Temporal.Now.'))) ||
      (node.type === 'NewExpression' &&
        dotted(node['callee']) === 'Date' &&
        Array.isArray(node['arguments']) &&
        node['arguments'].length === 0);
    expect(places(within(/^src\/(features|chat)\//), takes)).toEqual([]);
  });
});

describe('Chinese words', () => {
  const chinese = /\p{Script=Han}/u;
  const says = (node: SyntaxNode) => {
    if (node.type === 'TemplateElement') return chinese.test(JSON.stringify(node['value']));
    return node.type === 'Literal' && (chinese.test(String(node['value'])) || chinese.test(String(node['raw'])));
  };
  const speaking = within(/^src\/(features|chat)\//).filter(
    (file) => !file.path.includes('/locales/') && nodesOf(file).some(says),
  );

  it('stand in locale files, or in files of rules that read them', () => {
    const strangers = speaking.filter(({ path }) => !ruleFileName.test(baseName(path)) && !(path in otherRuleFiles));
    expect(
      strangers.map(
        ({ path }) => `${path} holds Chinese texts: move them to the locale files, or give the reason in rule-files.ts`,
      ),
    ).toEqual([]);
    expect(speaking.length).toBeGreaterThan(3);
  });

  it('have no idle entry among the listed files', () => {
    const listed = Object.entries(otherRuleFiles);
    const idle = listed.filter(
      ([path]) => !speaking.some((file) => file.path === path) || ruleFileName.test(baseName(path)),
    );
    expect(idle.map(([path]) => path)).toEqual([]);
    expect(listed.filter(([, reason]) => reason.length < 15)).toEqual([]);
  });
});

describe('what is kept', () => {
  const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  })
    .split('\0')
    .filter((path) => path !== '' && existsSync(path) && !/\.(png|jpe?g|docx|xlsx|zip|woff2?|ico)$/.test(path));
  const texts = readFiles(tracked);

  it('says nothing of the place where it was written', () => {
    // In two halves each, so that this list does not find itself.
    const foreign = [
      '/wo|rk/',
      '/fa|rm/',
      '/tm|p/[a-z]',
      'registry\\.np|mjs',
      'deb\\.deb|ian',
      '\\bCE|O\\b',
      'coding ses|sion',
    ];
    const found = new RegExp(foreign.map((word) => word.replace('|', '')).join('|'));
    const outside = new RegExp(['\\.\\./sha', 'red'].join(''));
    const faults = texts.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => {
        const climbs = !path.startsWith('adapters/') && !path.startsWith('test/') && outside.test(line);
        return found.test(line) || climbs ? [`${path}:${index + 1}`] : [];
      }),
    );
    expect(texts.length).toBeGreaterThan(100);
    expect(faults).toEqual([]);
  });

  it('holds no secret that looks real', () => {
    const secret = /\b[0-9]{8,10}:AA[A-Za-z0-9_-]{30,}|\bsk-[A-Za-z0-9]{32,}/;
    expect(texts.filter(({ text }) => secret.test(text)).map(({ path }) => path)).toEqual([]);
  });
});
