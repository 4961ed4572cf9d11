/**
 * `deno task kit`: what the GPU experiments need on a machine without a network, and the way back.
 *
 * @module
 */
import { relative, resolve } from "node:path";
import { options, refuse, userFolder } from "#lib/tasks/options.ts";
import { takePath } from "#lib/tasks/take_path.ts";
import { DENO, ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { scratchFolder } from "#lib/workspace/scratch_folder.ts";
import { systemError } from "#lib/workspace/system_error.ts";
import { packKit } from "./pack_kit.ts";
import { takeKit } from "./take_kit.ts";

const HELP = `deno task kit [--to FOLDER]
deno task kit --take RESULTS
deno task kit --here

Packs Deno, packages, digits and programs for Linux x86-64 into archives of at most 45 MB, with a
script beside them. On a machine with a GPU, without a network and without this checkout,

    sh run.sh

unpacks, runs for eight minutes at most, and leaves a folder of results: WebGPU's self-check and the
contract of all losses, batch all from B = 256 to 16,384 beside PyTorch's where its Python has that,
the lessons' trainings and a share of the strategies' study, on the GPU and on the processor.

  --to FOLDER     where the archives go (dist/kit)
  --take RESULTS  takes such a folder in, its sums checked: trainings into data/runs/DEVICE-webgpu and
                  DEVICE-wasm, the rest into data/benchmarks/gpu/DEVICE, and all into gpu.md
  --here          packs nothing: a training step on each backend of this machine, over batch and width,
                  in a minute and a half: is the GPU used, and is it faster at your size?
  --help          this text`;

const given = options(HELP, { to: "", take: "", here: false }, { paths: ["to", "take"] });
const modes = ["here", "take", "to"].filter((name) => given[name as "here" | "take" | "to"]);
if (modes.length > 1) {
  refuse(
    `--${modes[0]}: expected no --${modes[1]} beside it: each is a task of its own\n\n${HELP}`,
  );
}
if (given.here) {
  await using scratch = await scratchFolder("steps");
  const { code } = await runCommand(DENO, [
    ...[
      "run",
      "--no-lock",
      "--allow-read",
      `--allow-write=${relative(ROOT, scratch.folder)}`,
      "--allow-env",
    ],
    ...["--allow-sys", "--allow-ffi", "--allow-run", "data/benchmarks/gpu/steps.ts"],
    ...[scratch.folder, "90"],
  ], { show: true });
  if (code !== 0) Deno.exit(code);
}
const shown = (path: string) => relative(userFolder(), path);
try {
  if (given.here) {
    // That was all.
  } else if (given.take) {
    await takePath("--take", resolve(ROOT, "data", "benchmarks", "gpu"), "");
    for (const path of await takeKit(given.take, { root: ROOT })) console.log(shown(path));
  } else {
    const to = given.to || resolve(ROOT, "dist", "kit");
    await takePath("--to", to, ", or choose another");
    const say = (line: string) => console.error(line);
    for (const { file, bytes } of await packKit(to, say)) {
      console.log(`${shown(file)}: ${(bytes / 1e6).toFixed(1)} MB`);
    }
  }
} catch (error) {
  console.error(systemError(error) ?? (error as Error).message);
  Deno.exit(1);
}
