import { assert as holds, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contactRemark } from '../../../src/app/contact-remark.ts';
import { cleanName } from '../../../src/lib/text.ts';

const ids = integer({ min: 1, max: 2 ** 31 - 1 });

describe('the note beside a contact', () => {
  it.each([
    ['张伟', 12, '张伟·同心12'],
    [' 欧阳 娜娜 ', 7, '欧阳 娜娜·同心7'],
    ['阿卜杜热合曼·阿卜杜拉·买买提', 1_234, '阿卜杜热合曼·阿卜·同心1234'],
    ['Alexandra Smith', 305, 'Alexandra·同心305'],
    ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 3, '👩‍👩‍👧‍👦·同心3'],
    ['', 9, '·同心9'],
  ])('of %j, account %i, is %j', (name, id, remark) => {
    expect(contactRemark({ id, name })).toBe(remark);
  });

  it('is short enough, one line, and unlike that of every other account', () => {
    holds(
      property(string({ unit: 'grapheme' }), ids, ids, (name, id, other) => {
        const remark = contactRemark({ id, name });
        expect(remark.length).toBeLessThanOrEqual(16);
        expect(remark).toMatch(new RegExp(`·同心${id}$`));
        expect(remark === contactRemark({ id: other, name })).toBe(id === other);
      }),
    );
  });

  it('is read from the platform as it was written there', () => {
    holds(
      property(string({ unit: 'grapheme' }), ids, (typed, id) => {
        const remark = contactRemark({ id, name: cleanName(typed) });
        expect(cleanName(remark)).toBe(remark);
      }),
    );
  });
});
