/**
 * `deno task gpu-run`: the lessons' experiments on this machine's GPU, recorded.
 *
 * @module
 */
import { useBackend } from "../backend/mod.ts";
import { nvidiaDriverVersion } from "../backend/tensorflow/nvidia.ts";
import { experimentNames, type RunCard, runExperiment, writeRunCard } from "../experiments/mod.ts";
import { progressLine } from "../training/mod.ts";
import { options } from "./options.ts";
import { DENO } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";

const HELP = `deno task gpu-run [--backend NAME] [--steps COUNT] [--to FOLDER]

Runs the lessons' experiments on this machine's GPU, and then on its processor, and records both
under data/runs with a card each: device, driver, backend, versions, seed, commit, date, and the
time of a step. The lessons draw recorded GPU runs beside the live one. Where there is no GPU it
says why, records nothing, and ends with status 1.

  --backend NAME  tensorflow (CUDA) or webgpu; default: the faster one that is there
  --steps COUNT   how many steps each run makes (600)
  --to FOLDER     where the runs go (data/runs)
  --cpu           only the processor's run
  --help          this text`;

const given = options(HELP, { backend: "auto", steps: "600", to: "data/runs", cpu: false });

const machine = await useBackend(given.backend as "auto");
if (!given.cpu && (!machine.gpu || machine.software)) {
  const reasons = machine.passedOver.map(({ backend, reason }) => `${backend}: ${reason}`);
  if (machine.software) reasons.unshift(`${machine.device} is computed on the processor`);
  console.error(
    `There is no GPU to run on here (${
      reasons.join("; ") || machine.device
    }). Nothing was recorded.`,
  );
  Deno.exit(1);
}

const cards: RunCard[] = [];
for (const experiment of experimentNames) {
  const steps = Number(given.steps);
  const name = [given.cpu ? "cpu" : "gpu", experiment, machine.backend].join("-").replace(
    / /g,
    "-",
  );
  const progress = progressLine({ total: steps, label: name, margin: 1 });
  const result = await runExperiment(experiment, {
    machine,
    name,
    folder: given.to,
    steps,
    onStep: (record) => progress.update(record),
  });
  await progress.done();
  if (Number.isNaN(result.stepMilliseconds)) {
    console.error(`${name} was recorded before; delete ${given.to}/${name} to record it again.`);
    continue;
  }
  const driver = given.cpu ? null : nvidiaDriverVersion() ?? null;
  cards.push(await writeRunCard(experiment, result, machine, driver));
}
for (const { experiment, device, backend, stepMilliseconds, imagesPerSecond } of cards) {
  console.log(
    `${experiment}: ${stepMilliseconds} ms a step, ${imagesPerSecond} images/s on ${device} (${backend})`,
  );
}

if (!given.cpu) {
  // A process of its own: TensorFlow, once it has a GPU, does not let go of it.
  const { code } = await runCommand(DENO, [
    ...["run", "--no-lock", "-R", "-W=.", "-E", "-S", "--allow-ffi", "--allow-run"],
    ...["lib/tasks/gpu_run.ts", "--cpu", "--steps", given.steps, "--to", given.to],
  ], { show: true, env: { CUDA_VISIBLE_DEVICES: "-1" } });
  Deno.exit(code);
}
