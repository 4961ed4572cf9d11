import { join, os, writeFile } from "../host/node.ts";
import { VENV_PYTHON } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import { type Say, SetupProblem } from "../workspace/step.ts";

/** Installs pinned packages into `.venv`, each wheel held against its sum where it is known. */
export async function installPackages(lines: readonly string[], say: Say): Promise<void> {
  const known = lines.filter((line) => line.includes("--hash"));
  const unknown = lines.filter((line) => !known.includes(line));
  await install(known, say);
  await install(unknown, say);
  if (unknown.length === 0) return;
  const names = unknown.map((line) => line.split("==")[0]).join(", ");
  console.error(`Taken without sums, which are known for CPython 3.11 on Linux x86-64: ${names}.`);
}

/** (With a sum in one line, pip wants one in each.) */
async function install(lines: readonly string[], say: Say): Promise<void> {
  if (lines.length === 0) return;
  const file = join(os.tmpdir(), "requirements.txt"); // set-up's own scratch folder
  await writeFile(file, lines.join("\n"));
  let collected = 0;
  const { code, output } = await runCommand(VENV_PYTHON, [
    ...["-m", "pip", "install", "--no-deps", "--force-reinstall", "--only-binary=:all:"],
    ...["--requirement", file],
  ], {
    onLine(line) {
      if (/^(Collecting|Processing) /.test(line)) {
        collected++;
        say(`${collected} of ${lines.length} packages found`, collected / lines.length);
      } else if (line.startsWith("Installing")) say("unpacking", 0.95);
    },
  });
  if (code === 0) return;
  const error = output.match(/^ERROR.*$/gm)?.at(-1) ?? `pip ended with ${code}`;
  throw new SetupProblem(`Jupyter could not be installed (${error})${remedy(output)}`);
}

function remedy(output: string): string {
  if (/No space left|Errno 28/.test(output)) return ": make room on the disk, then run it again.";
  if (/do not match the hashes/.test(output)) {
    return ": the index gives another file than the pinned one; try another index.";
  }
  if (/Permission denied|Errno 13/.test(output)) return ": .venv may not be written.";
  if (/No matching distribution|connection|resolution|timed out/i.test(output)) {
    return ": connect to a network once, then run it again.";
  }
  return "; `deno task setup --fresh` begins anew.";
}
