import type { ChildProcess } from "node:child_process";
import { process, spawn } from "../host/node.ts";
import { childEnvironment } from "./child_environment.ts";
import { findProgram } from "./find_program.ts";
import { ROOT } from "./paths.ts";

export interface CommandResult {
  /** The exit status; 127 when there is no such program, 1 when it was killed. */
  code: number;
  /** What killed it: `SIGKILL`, `SIGSEGV`; undefined when it ended by itself. */
  killed?: string;
  stdout: string;
  stderr: string;
  /** The lines of both, in the order they came. */
  output: string;
}

export interface RunCommandOptions {
  cwd?: string;
  /** Beside those of {@linkcode childEnvironment}. */
  env?: Record<string, string>;
  onLine?: (line: string) => void;
  /** Shows what it prints instead of keeping it. */
  show?: boolean;
  /** Keeps its standard input open as long as this process lives. */
  input?: boolean;
  timeout?: number;
}

/** Milliseconds in which the rest of what an ended command printed must come. */
const REST_MS = 500;

/**
 * Runs a program to its end, without a shell, in an environment that is built and not inherited. On
 * Linux it ends with this process (`setpriv`, where it is installed): at once, or where its output is
 * shown after it has cleaned up.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  { cwd = ROOT, env = {}, onLine, show = false, input = false, timeout }: RunCommandOptions = {},
): Promise<CommandResult> {
  const program = findProgram(command);
  if (!program) return missing(`${command}: not found`);
  const [first, ...rest] = [...await endsWithParent(show ? "TERM" : "KILL"), program, ...args];
  const printed = show ? "inherit" : "pipe";
  const child = spawn(first, rest, {
    cwd,
    env: childEnvironment({ ...(show ? {} : { NO_COLOR: "1" }), ...env }),
    stdio: [input ? "pipe" : show ? "inherit" : "ignore", printed, printed],
    ...(timeout ? { timeout, killSignal: "SIGKILL" as const } : {}),
  });
  const lines: string[] = [];
  const streams = [child.stdout, child.stderr].map((stream) =>
    listen(stream, (line) => {
      lines.push(line);
      onLine?.(line);
    })
  );
  const { error, code, killed } = await ended(child);
  if (error) return missing(error);
  const [stdout, stderr] = streams.map((rest) => rest());
  const result = { code: code ?? 1, stdout, stderr, output: lines.join("\n") };
  return killed ? { ...result, killed } : result;
}

function missing(message: string): CommandResult {
  return { code: 127, stdout: "", stderr: message, output: message };
}

/** What is returned ends the last line and gives all that came. */
function listen(stream: ChildProcess["stdout"], onLine: (line: string) => void): () => string {
  let [whole, line] = ["", ""];
  stream?.setEncoding("utf8").on("data", (text: string) => {
    whole += text;
    const lines = (line + text).split(/\r\n|\n|\r/);
    line = lines.pop()!;
    lines.forEach(onLine);
  });
  return () => {
    if (line) onLine(line);
    return whole;
  };
}

/** How a child ended: once its streams are closed too, or a moment later where somebody holds them. */
function ended(
  child: ChildProcess,
): Promise<{ code?: number | null; killed?: string | null; error?: string }> {
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ error: error.message }));
    child.on("close", (code, killed) => resolve({ code, killed }));
    child.on("exit", (code, killed) => {
      const wait = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve({ code, killed });
      }, REST_MS);
      child.on("close", () => clearTimeout(wait));
    });
  });
}

let setpriv: Promise<string | undefined> | undefined;

async function endsWithParent(signal: string): Promise<string[]> {
  const program = await (setpriv ??= findSetpriv());
  return program ? [program, "--pdeathsig", signal] : [];
}

/** Busybox has a setpriv that cannot, and a task that may start few programs may not start it. */
async function findSetpriv(): Promise<string | undefined> {
  const program = process.platform === "linux" ? findProgram("setpriv") : undefined;
  if (!program) return undefined;
  const trial = spawn(program, ["--pdeathsig", "KILL", program, "--version"], { stdio: "ignore" });
  return (await ended(trial)).code === 0 ? program : undefined;
}
