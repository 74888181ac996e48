import type { Config } from '../config.ts';
import { AppError } from '../lib/errors.ts';

/** @throws AppError `port.taken`, `port.refused` */
export async function listen(config: Config, open: (host: string, port: number) => Promise<string>): Promise<string> {
  const { HOST: host, PORT: port } = config;
  try {
    return await open(host, port);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new AppError(
        'port.taken',
        `Port ${port} on ${host} is in use. Stop the other program, or start with PORT=${port + 1}`,
        { cause: error },
      );
    }
    throw new AppError('port.refused', `Cannot listen on ${host}:${port} (${String(code)}). Set HOST and PORT`, {
      cause: error,
    });
  }
}
