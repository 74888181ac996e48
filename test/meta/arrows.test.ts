import { describe, expect, it } from 'vitest';
import { judgeArrow, judgeVendor } from './arrows.ts';
import { findCircles } from './find-circles.ts';
import { listImports } from './list-imports.ts';

const gateways = new Set(['src/llm/gateway.ts']);
const declared = new Set(['zod', 'pg', 'bullmq', 'fastify', 'docx']);

/** What is said of a file that consists of one statement. */
function judge(path: string, text: string): (string | null)[] {
  const imports = listImports({ path, text });
  return imports.map((arrow) => (arrow.to === undefined ? judgeVendor(arrow, declared) : judgeArrow(arrow, gateways)));
}

describe('the guard of the arrows', () => {
  it.each([
    ['src/lib/clock.ts', "import { x } from '../chat/message.ts';"],
    ['src/lib/clock.ts', "import type { X } from '../chat/message.ts';"],
    ['src/lib/clock.ts', "export { x } from '../chat/message.ts';"],
    ['src/lib/clock.ts', "export * from '../chat/message.ts';"],
    ['src/lib/clock.ts', "const x = async () => await import('../chat/message.ts');"],
    ['src/lib/clock.ts', "type X = import('../chat/message.ts').X;"],
    ['src/lib/clock.ts', "import '../chat/message.ts';"],
    ['src/lib/clock.ts', "import { x } from '#chat/message';"],
    ['src/lib/clock.ts', "import { x } from 'src/chat/message.ts';"],
    ['src/chat/dispatch.ts', "import { client } from '../storage/client.ts';"],
    ['src/chat/dispatch.ts', "import { createQueueRunner } from '../queue/queue-runner.ts';"],
    ['src/chat/dispatch.ts', "import { x } from '../features/points/index.ts';"],
    ['src/features/points/award.ts', "import { x } from '../members/members.store.ts';"],
    ['src/features/points/award.ts', "import { client } from '../../storage/client.ts';"],
    ['src/features/proposals/draft.ts', "import { x } from '../../llm/gateway.ts';"],
    ['src/features/points/award.ts', "import { x } from '../../../adapters/web/room.ts';"],
    ['adapters/web/room.ts', "import { x } from '../telegram/bot-api.ts';"],
    ['adapters/web/room.ts', "import type { X } from '../../src/features/points/index.ts';"],
    ['jobs/draft-issue.ts', "import { x } from '../adapters/web/room.ts';"],
    ['jobs/draft-issue.ts', "import { x } from '../src/features/points/award.ts';"],
    ['prompts/draft/prompt.ts', "import { x } from '../../src/lib/text.ts';"],
    ['src/queue/backend.ts', "import { parseConfig } from '../config.ts';"],
    ['src/app.ts', "import { x } from '../test/support/stage.ts';"],
    ['elsewhere/x.ts', "import { x } from './y.ts';"],
    ['src/chat/inbox/inbox.store.ts', "import pg from 'pg';"],
    ['src/features/points/award.ts', "import { Queue } from 'bullmq';"],
    ['adapters/telegram/door.ts', "import { fastify } from 'fastify';"],
    ['prompts/draft/prompt.ts', "import { Document } from 'docx';"],
    ['src/lib/text.ts', "import leftPad from 'left-pad';"],
  ])('stops %s: %s', (path, text) => {
    const [said, ...more] = judge(path, text);
    expect(said).toContain(path);
    expect(more).toEqual([]);
  });

  it.each([
    ['src/chat/inbox/inbox.store.ts', "import { client } from '../storage/client.ts';"],
    ['src/chat/dispatch.ts', "import { defineJob } from '../queue/define-job.ts';"],
    ['src/chat/dispatch.ts', "import type { QueueRunner } from '../queue/queue-runner.ts';"],
    ['src/features/points/award.ts', "import { x } from '../members/index.ts';"],
    ['src/features/points/points.store.ts', "import { client } from '../../storage/client.ts';"],
    ['src/features/proposals/draft.ts', "import { x } from '../../llm/model-port.ts';"],
    ['src/queue/backend.ts', "import type { Config } from '../config.ts';"],
    ['adapters/web/room.ts', "import { x } from '../shared/http-server.ts';"],
    ['adapters/telegram/door.ts', "import type { FastifyInstance } from 'fastify';"],
    ['jobs/draft-issue.ts', "import { x } from '../src/features/proposals/index.ts';"],
    ['src/app.ts', "import { x } from '../jobs/registry.ts';"],
    ['src/lib/text.ts', "import { z } from 'zod'; import { readFile } from 'node:fs/promises';"],
  ])('lets %s pass: %s', (path, text) => {
    const said = judge(path, text);
    expect(said.length).toBeGreaterThan(0);
    expect(said.every((fault) => fault === null)).toBe(true);
  });

  it('does not take an import in a comment or in a string for one', () => {
    expect(judge('src/lib/clock.ts', "// import '../chat/a.ts'\nconst x = `import '../chat/b.ts'`;")).toEqual([]);
  });

  it('refuses a computed import', () => {
    expect(() => judge('src/lib/clock.ts', 'const x = import(name);')).toThrow(/computed path/);
  });

  it('finds a circle of three and leaves a diamond alone', () => {
    const graph = (arrows: Record<string, string[]>) =>
      new Map(Object.entries(arrows).map(([from, to]) => [from, new Set(to)]));
    expect(findCircles(graph({ a: ['b'], b: ['c'], c: ['a'] }))).toEqual([['a', 'b', 'c']]);
    expect(findCircles(graph({ a: ['b', 'c'], b: ['d'], c: ['d'] }))).toEqual([]);
  });
});
