import { copyFile, link, mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { findBun } from "../workspace/find_bun.ts";
import { fileSum } from "../workspace/file_sum.ts";
import { CACHE, DENO, ROOT } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import { Stamp } from "./stamp.ts";
import { SetupProblem, type SetupStep } from "../workspace/step.ts";

const stamp = new Stamp("packages");

function key(): Promise<string> {
  return fileSum([join(ROOT, "package.json"), join(ROOT, "deno.lock")]);
}

/**
 * Puts Bun where `node_modules/.bin/bun` points: its package leaves that to a script of its own, and
 * no package's scripts are run here.
 */
async function placeBun(): Promise<void> {
  const bun = await findBun();
  if (!bun) return;
  for (const name of ["bun.exe", "bunx.exe"]) {
    const place = join(ROOT, "node_modules/bun/bin", name);
    await rm(place, { force: true }); // else the one in Deno's cache would be written over
    await link(bun, place).catch(() => copyFile(bun, place));
  }
}

/** The npm packages of `package.json`, at the versions and sums of `deno.lock`. */
export const packagesStep: SetupStep = {
  name: "JavaScript packages",
  async isDone() {
    const there = await stat(join(ROOT, "node_modules/@observablehq/plot")).catch(() => undefined);
    return there !== undefined && await stamp.matches(await key());
  },
  async run(say) {
    let fetched = 0;
    // A copy of the lock file: Deno would write the sums of JSR's packages into the committed one.
    const lock = join(CACHE, "deno.lock");
    await mkdir(CACHE, { recursive: true });
    await copyFile(join(ROOT, "deno.lock"), lock);
    const { code, output } = await runCommand(DENO, ["install", `--lock=${lock}`], {
      onLine(line) {
        if (line.startsWith("Download")) say(`${++fetched} fetched`);
        else if (line.startsWith("Initialize")) say("unpacking");
      },
    });
    if (code !== 0) {
      const error = output.split("\n").find((line) => line.startsWith("error:"));
      throw new SetupProblem(
        `The npm registry gave no packages (${
          error ?? `deno install ended with ${code}`
        }): connect to a network once, then run it again.`,
        { fatal: true },
      );
    }
    await placeBun();
    await stamp.write(await key());
  },
};
