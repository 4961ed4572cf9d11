import { stat } from "node:fs/promises";
import { join } from "node:path";
import { fileSum } from "../workspace/file_sum.ts";
import { DENO, ROOT } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import { Stamp } from "./stamp.ts";
import { SetupProblem, type SetupStep } from "../workspace/step.ts";

const stamp = new Stamp("packages");

function key(): Promise<string> {
  return fileSum([join(ROOT, "package.json"), join(ROOT, "deno.lock")]);
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
    const { code, output } = await runCommand(DENO, ["install"], {
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
    await stamp.write(await key());
  },
};
