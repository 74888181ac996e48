import { countCharacters, shorten } from '../../../lib/text.ts';
import { verifyClause } from '../verifying/verify-clause.ts';
import type { SourceText } from './drafted-proposal.ts';

/** Titles of proposals have at most 30 characters. */
const longestTitle = 30;
const frame = '关于“”问题的建议'.length;

/** 关于“搅拌站”问题的建议, from the secretary's own words. */
export function plainTitle(query: string): string {
  const words = query.trim().replace(/\s+/g, '、').replace(/[“”]/g, '');
  return `关于“${shorten(words, longestTitle - frame - 1)}”问题的建议`;
}

/** A model's title where it has the right form and says no figure that no source says; else the plain one. */
export function titleFrom(offered: string, query: string, sources: readonly SourceText[]): string {
  const title = offered.trim().replace(/[。.]$/, '');
  const formed = /^关于.+的建议$/.test(title) && countCharacters(title) <= longestTitle && !title.includes('\n');
  const texts = new Map([...sources.map(({ label, text }) => [label, text] as const), ['', query] as const]);
  const fault = verifyClause({ section: 'matter', text: title, cites: [...texts.keys()] }, texts);
  return formed && fault === null ? title : plainTitle(query);
}
