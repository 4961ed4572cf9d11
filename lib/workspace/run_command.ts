import { CHILD_ENV, ROOT } from "./paths.ts";

/** What a finished command left. */
export interface CommandResult {
  /** The exit status. */
  code: number;
  /** Everything it printed, both streams, in the order it came. */
  output: string;
}

/** How a command is run. */
export interface RunCommandOptions {
  /** The folder it runs in. Default: the project's. */
  cwd?: string;
  /** Further environment variables. */
  env?: Record<string, string>;
  /** Called for each line that it prints. */
  onLine?: (line: string) => void;
  /** Ends the command when aborted. */
  signal?: AbortSignal;
}

/**
 * Runs a program to its end with the project's caches in its environment, and gives what it printed.
 *
 * @param command The program.
 * @param args Its arguments.
 * @param options Folder, environment, listener.
 * @returns The exit status and the output; 127 when there is no such program.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  { cwd = ROOT, env = {}, onLine, signal }: RunCommandOptions = {},
): Promise<CommandResult> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(command, {
      args: [...args],
      cwd,
      env: { ...CHILD_ENV, NO_COLOR: "1", ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...(signal ? { signal } : {}),
    }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return { code: 127, output: `${command}: not found` };
    }
    throw error;
  }
  const lines: string[] = [];
  const listen = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    let rest = "";
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + text).split(/\r\n|\n|\r/);
      rest = parts.pop() ?? "";
      for (const line of parts) {
        lines.push(line);
        onLine?.(line);
      }
    }
    if (rest) {
      lines.push(rest);
      onLine?.(rest);
    }
  };
  const [status] = await Promise.all([child.status, listen(child.stdout), listen(child.stderr)]);
  return { code: status.code, output: lines.join("\n") };
}
