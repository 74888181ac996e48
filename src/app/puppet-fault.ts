/** The file of a line of a stack. */
const place = /(?:file:\/\/)?((?:\/|[A-Za-z]:[\\/]).*):\d+:\d+\)?$/;

/**
 * Whether an error that nobody caught comes from the packages of a puppet of WeChat alone: puppets have listeners that
 * reject with nobody to hear it, also when they are stopped in order. Such a fault must not end the other doors. True
 * when every place in the stack lies in a package, and so none in our program, whose libraries are bundled into it.
 * @param hasPuppet WeChat is set up; else nothing is a puppet's
 */
export function isPuppetFault(error: unknown, hasPuppet: boolean): boolean {
  if (!hasPuppet || !(error instanceof Error)) return false;
  const lines = (error.stack ?? '').split('\n').map((line) => line.trim());
  const places = lines.filter((line) => line.startsWith('at ') && !/(?:\(|at |async )node:/.test(line));
  const files = places.flatMap((line) => place.exec(line)?.[1] ?? []);
  return files.length > 0 && files.every((file) => /[\\/]node_modules[\\/]/.test(file));
}
