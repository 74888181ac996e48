import { startTestServer } from './database.ts';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server for this test run alone, and the database with our schema that test databases are copies of. */
    postgres: { readonly url: string; readonly template: string };
  }
}

/** One PostgreSQL for all test files of a run. @returns the end of it */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  project.provide('postgres', { url: server.url, template: server.template });
  return () => server.stop();
}
