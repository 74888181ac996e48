import type { ModelPort } from '../../../src/llm/model-port.ts';

/** A model that has read the first source and says so in its words. */
export const createFakeModel = (situation: string, suggestion: string): ModelPort => ({
  model: 'pretended',
  async complete(_prompt, schema) {
    const clauses = [
      { section: 'situation', text: situation, cites: ['S1'] },
      { section: 'suggestion', text: suggestion, cites: ['S1'] },
    ];
    const value = schema.parse({ title: '关于增设投放点照明的建议', clauses });
    return { value, usage: { promptTokens: 1, completionTokens: 1, calls: 1 }, model: 'pretended' };
  },
});
