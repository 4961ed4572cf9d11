import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { lessonRuns, readStudy, strategies } from "#lib/experiments/mod.ts";
import { unitsOf } from "#lib/experiments/study_plan.ts";
import { readPlan, readUnit } from "#lib/experiments/unit_files.ts";

const HEAD = `<!-- Written by deno task kit --take from data/benchmarks/gpu and data/runs. -->

# On GPUs

`;

const NONE =
  `No run on a GPU is recorded yet: whether one is faster than a processor, and from which
batch and width on, is not known here. To find out on yours:

- \`deno task kit\` packs what a GPU's machine needs, also one without a network; \`sh run.sh\` there takes
  eight minutes, and \`deno task kit --take RESULTS\` here writes this page from what it leaves.
- \`deno task kit --here\` times a training step over batch and width on each backend of a machine.
- \`deno task record lesson_runs --gpu --to data/runs/NAME\` trains the lessons' networks on this
  machine's GPU, and the lessons then show it beside the processor.
- A lesson's page that runs trains on your own GPU where the browser has WebGPU, and says how long a
  step takes.
`;

/** A row of a race, as `race.ts` and `torch_race.py` write them. */
interface Race {
  form: string;
  batch: number;
  milliseconds?: number;
  megabytes?: number | null;
  skipped?: string;
}

/**
 * What the kits' results say, as Markdown: for each GPU its contract, batch all beside PyTorch's forms
 * and trainings beside the processor's; where there is none, how to make one.
 *
 * @param data The folder that has `benchmarks/gpu` and `runs`.
 * @returns The page.
 */
export async function gpuReport(data: string): Promise<string> {
  const folder = join(data, "benchmarks", "gpu");
  const all = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = all.filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
  if (names.length === 0) return HEAD + NONE;
  const parts = names.map((name) => part(join(folder, name), join(data, "runs", name)));
  return HEAD + (await Promise.all(parts)).join("\n");
}

async function part(folder: string, runs: string): Promise<string> {
  const json = async (name: string) => JSON.parse(await readFile(join(folder, name), "utf8"));
  const { device, driver, versions } = await json("device.json");
  const { commit, deno } = await json("kit.json");
  const cases = await lines<{ name: string; does: boolean; mayLack: boolean }>(folder, "contract");
  const unmet = cases.filter(({ does, mayLack }) => !does && !mayLack).map(({ name }) => name);
  const races = [...await lines<Race>(folder, "race"), ...await lines<Race>(folder, "torch")];
  const skipped = races.filter(({ skipped }) => skipped)
    .map(({ form, batch, skipped }) => `- ${form} at B = ${batch}: ${skipped}.\n`);
  const met = cases.length === 0
    ? "No\ncase of the contract was tried"
    : `Of the\n${cases.length} cases of the contract that were tried ${
      unmet.length ? `these are not met: ${unmet.join("; ")}` : "all are met"
    }`;
  return `## ${device}

Driver ${
    driver ?? "unknown"
  }, Deno ${deno}, TensorFlow.js ${versions?.tfjs}, commit ${commit}. ${met}.

${raceTable(races)}${skipped.length ? `\nNot measured:\n\n${skipped.join("")}` : ""}
${stepTable(await lines<Step>(folder, "steps"))}${await lessonTable(runs)}${await slice(runs)}`;
}

/** The rows of a file, without what stands behind its last line's end: it was cut short. */
async function lines<Row>(folder: string, name: string): Promise<Row[]> {
  const text = await readFile(join(folder, `${name}.jsonl`), "utf8").catch(() => "");
  return text.split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

const digits = (value: number) => String(Number(value.toPrecision(3)));

function raceTable(races: readonly Race[]): string {
  const sizes = [...new Set(races.map(({ batch }) => batch))].sort((a, b) => a - b);
  const forms = [...new Set(races.map(({ form }) => form))];
  const cell = (form: string, size: number) => {
    const found = races.find(({ form: own, batch }) => own === form && batch === size);
    if (typeof found?.milliseconds !== "number") return "";
    const { milliseconds, megabytes } = found;
    return digits(milliseconds) + (megabytes ? ` (${Math.round(megabytes)})` : "");
  };
  const rows = forms.map((form) =>
    `| ${[form, ...sizes.map((at) => cell(form, at))].join(" | ")} |\n`
  );
  return `| batch all with its gradient, 128 numbers, 4 a class: ms (MB) | ${
    sizes.map((size) => `B = ${size}`).join(" | ")
  } |\n| :--- |${" ---: |".repeat(sizes.length)}\n${rows.join("")}`;
}

/** A row of `steps.ts`. */
interface Step {
  backend: string;
  batch: number;
  width: number;
  milliseconds?: number;
}

/** Training steps by batch and width: where the processor is the faster one, its time is bold. */
function stepTable(steps: readonly Step[]): string {
  const timeOf = (backend: string, { batch, width }: Step) =>
    steps.find((row) => row.backend === backend && row.batch === batch && row.width === width)
      ?.milliseconds;
  const rows = steps.filter(({ backend }) => backend === "webgpu").flatMap((row) => {
    const [gpu, cpu] = [timeOf("webgpu", row), timeOf("wasm", row)];
    if (gpu === undefined || cpu === undefined) return [];
    const [one, other] = [digits(gpu), digits(cpu)];
    const told = cpu < gpu ? `${one} | **${other}**` : `**${one}** | ${other}`;
    return [`| ${row.width} | ${row.batch} | ${told} |\n`];
  });
  if (rows.length === 0) return "";
  return `| a step of 784-width-128, batch all, Adam: width | B | WebGPU, ms | WebAssembly, ms |
| ---: | ---: | ---: | ---: |\n${rows.join("")}\n`;
}

/** The lessons' trainings, on the GPU and on the machine's processor. */
async function lessonTable(runs: string): Promise<string> {
  const rows: string[] = [];
  for (const backend of ["webgpu", "wasm"]) {
    const folder = `${runs}-${backend}`;
    if (!existsSync(join(folder, lessonRuns.name, "run.json"))) continue;
    const { facts, rows: { evaluations } } = await readStudy(lessonRuns, { folder });
    for (const { experiment, step, recall1, stepMilliseconds } of evaluations) {
      if (step !== facts.steps) continue;
      const told = [experiment, `${backend}, ${facts.device}`, facts.date];
      rows.push(`| ${[...told, digits(stepMilliseconds), recall1.toFixed(3)].join(" | ")} |\n`);
    }
  }
  if (rows.length === 0) return "No lesson's training was whole when the time was over.\n";
  return `| training | on | day | ms a step | recall@1 |\n| :--- | :--- | :--- | ---: | ---: |\n${
    rows.join("")
  }`;
}

/** The trainings of the strategies' study that both did. */
async function slice(runs: string): Promise<string> {
  const [gpu, cpu] = ["webgpu", "wasm"].map((backend) =>
    join(`${runs}-${backend}`, strategies.name)
  );
  const plan = await readPlan(gpu);
  if (!plan) return "";
  const both: { gpu: number; cpu: number; apart: number }[] = [];
  for (const index of unitsOf(plan).keys()) {
    const [one, other] = [await readUnit(gpu, index), await readUnit(cpu, index)];
    const last = (unit: typeof one) =>
      unit?.rows.evaluations.filter((row) => row.part === "test").at(-1) as
        | { milliseconds: number; map_at_r: number }
        | undefined;
    const [a, b] = [last(one), last(other)];
    if (!a || !b || a.milliseconds === 0) continue; // a baseline does not train
    both.push({
      gpu: a.milliseconds,
      cpu: b.milliseconds,
      apart: Math.abs(a.map_at_r - b.map_at_r),
    });
  }
  if (both.length === 0) return "";
  const median = (key: "gpu" | "cpu" | "apart") =>
    digits(both.map((row) => row[key]).sort((a, b) => a - b)[Math.floor(both.length / 2)]);
  return `\nOf the strategies' study ${both.length} trainings ran on both: a step took ${
    median("gpu")
  } ms on WebGPU and ${median("cpu")} ms on WebAssembly, and MAP@R on the test classes differs by ${
    median("apart")
  } (medians).\n`;
}
