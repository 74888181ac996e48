import { chmod, mkdir, open } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes the place where the login is kept between starts: whoever has the file is logged in as our account, so only we
 * may read it. Writing into a file keeps its mode, so it is made, and mended, before wechaty writes.
 * @returns the name of wechaty's memory card, to which it adds `.memory-card.json`
 */
export async function prepareCard(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const name = path.resolve(folder, 'session');
  const file = `${name}.memory-card.json`;
  const handle = await open(file, 'a', 0o600);
  try {
    await handle.chmod(0o600);
    // An empty file would be read as broken JSON, with a line in the log.
    if ((await handle.stat()).size === 0) await handle.writeFile('{}');
  } finally {
    await handle.close();
  }
  return name;
}
