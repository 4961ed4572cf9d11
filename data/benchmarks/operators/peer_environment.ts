import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "#lib/workspace/run_command.ts";

const REQUIREMENTS = fileURLToPath(new URL("./requirements.txt", import.meta.url));

/**
 * Makes the Python environment of the peers where it is not there yet.
 *
 * @param folder where it goes
 * @param say told what is going on
 * @returns its Python
 * @throws {Error} when it cannot be made: no Python, or no network
 */
export async function peerEnvironment(
  folder: string,
  say: (message: string) => void,
): Promise<string> {
  const python = path.join(folder, "venv", "bin", "python");
  const stamp = path.join(folder, "requirements.sum");
  const sum = createHash("sha256").update(readFileSync(REQUIREMENTS)).update(folder).digest("hex");
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, "utf8") === sum) return python;
  mkdirSync(folder, { recursive: true });
  const must = async (command: string, args: string[], what: string) => {
    say(what);
    const { code, output } = await runCommand(command, args, {
      onLine: (line) => /^(Collecting|Installing)/.test(line) && say(line.split(",")[0]),
    });
    if (code === 0) return;
    const error = output.split("\n").filter((line) => /error/i.test(line)).at(-1);
    throw new Error(`${what}: ${error ?? `ended with ${code}`}`);
  };
  if (!existsSync(python)) {
    rmSync(path.join(folder, "venv"), { recursive: true, force: true });
    await must("python3", ["-m", "venv", path.join(folder, "venv")], "making an environment");
  }
  await must(python, [
    ...["-m", "pip", "install", "--retries", "1", "--progress-bar", "off"],
    ...["--requirement", REQUIREMENTS],
  ], "fetching the peers");
  writeFileSync(stamp, sum);
  return python;
}
