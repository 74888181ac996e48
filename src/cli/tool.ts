/** Where a tool writes and reads; handed in so that tests can look. */
export interface ToolIo {
  out(line: string): void;
  err(line: string): void;
  env: NodeJS.ProcessEnv;
}

/** One command-line tool. */
export interface Tool {
  name: string;
  /** One line for the list of tools. */
  summary: string;
  /** @returns the exit code */
  run(argv: string[], io: ToolIo): Promise<number>;
}
