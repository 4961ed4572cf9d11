/**
 * Runs a program to its end and keeps what it says.
 *
 * @module
 */
import { nodeModule } from "../../host/node_module.ts";

const { spawn } = nodeModule("node:child_process");
const process = nodeModule("node:process");

/** How a program ended. */
export interface ProgramResult {
  /** Its exit code; 127 where it could not be started. */
  code: number;
  /** What it wrote to stdout. */
  stdout: string;
  /** What it wrote to stderr. */
  stderr: string;
}

/** Runs a program without a shell. Never throws: a program that cannot start ends with 127. */
export function runProgram(
  program: string,
  args: string[],
  { cwd, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Uint8Array) => stdout += chunk);
    child.stderr.on("data", (chunk: Uint8Array) => stderr += chunk);
    child.on(
      "error",
      (error) => resolve({ code: 127, stdout, stderr: `${stderr}${error.message}` }),
    );
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

/** The first line that names an error, or else the last one that says anything. */
export function errorLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line);
  const line = lines.find((line) => /\b(fatal )?error\b:?/i.test(line)) ?? lines.at(-1) ?? "";
  return line.slice(0, 240);
}
