import { defineConfig } from 'prisma/config';

// `prisma generate` asks for the path of a schema engine and never runs it. Any existing file will do, so nothing
// is downloaded. Only for `generate`: other commands would take the wrong program for an engine and report success.
if (process.argv.includes('generate')) process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= process.execPath;

export default defineConfig({ schema: 'prisma/schema.prisma' });
