import { checkLike, checkNumber, checkOptions } from "../checks/mod.ts";
import { diagnose } from "../clinic/diagnose.ts";
import { process } from "../host/node.ts";
import { seconds } from "../workspace/seconds.ts";
import { notebookKernel, notebookOutput, type ProgressOutput } from "./notebook_output.ts";
import type { StepRecord } from "./types.ts";

export type { ProgressOutput };

/** Options of {@linkcode progressLine}. */
export interface ProgressLineOptions {
  /** How many steps the training makes. */
  total: number;
  /** What is being trained; stands at the beginning of the line. */
  label?: string;
  /** The margin of the loss, for the remark on collapse; 0.2 by default. */
  margin?: number;
  /** Where the line goes; found out by default: a notebook cell, a terminal, or plain lines. */
  output?: ProgressOutput;
  /** What to add from the second second on, until the last line; nothing by default. */
  hint?: string;
  /** The clock, in milliseconds; `performance.now` by default. */
  now?: () => number;
}

const HINT_AFTER = 2000, LOOK_BACK = 100;

/** A line that {@linkcode progressLine} made. */
export interface ProgressLine {
  /** Takes note of a step; changes the line when the last change is long enough ago. */
  update(record: StepRecord): Promise<void>;
  /** Shows the final line, which has no times in it: it is the same at every run. */
  done(): Promise<void>;
}

/**
 * One line that tells how a training goes: step, steps in a second, time left, loss, share of
 * active triplets and what `diagnose` says of a collapse in the last hundred steps. In a cell of a Deno
 * notebook and in a terminal the line changes in place; into a file goes a line every ten seconds. In a
 * page that runs each line says what computes, and how long a step takes.
 *
 * @returns `update` for each step, and `done` for the end; `update` at step `total` is the end too.
 * @throws {RangeError} When `total` is not a positive integer.
 *
 * @example A line kept in an array
 * ```ts
 * import { progressLine } from "@triplet-lab/triplet-lab/training";
 * import { assertEquals } from "@std/assert";
 * const lines: string[] = [];
 * const output = { show: (line: string) => void lines.push(line), interval: 0 };
 * const progress = progressLine({ total: 100, label: "batch all", output });
 * await progress.done();
 * assertEquals(lines, ["batch all: no step made"]);
 * ```
 */
export function progressLine(options: ProgressLineOptions): ProgressLine {
  const { total, label = "training", margin = 0.2, hint, now = () => performance.now() } =
    checkOptions(options, "total label margin output hint now");
  checkNumber(total, "total", { min: 1, integer: true });
  checkLike({ label, hint, margin }, "options", { label: "", "hint?": "", margin: 0 });
  const output = options.output ?? findOutput();
  checkLike(output, "output", { show: findOutput, interval: NaN });
  const recent: StepRecord[] = [];
  let first: { step: number; time: number } | undefined;
  let pace = ""; // what computes, and milliseconds a step
  let shown = -Infinity, ended = false;

  const line = (speed: string) => {
    const { step, loss, active } = recent.at(-1)!;
    const remark = remarkOf(recent, margin);
    return `${label}: step ${String(step).padStart(String(total).length)}/${total}${speed}` +
      ` · loss ${loss.toFixed(4)} · active ${(100 * active).toFixed(1)} %` +
      (remark && ` · ${remark}`);
  };
  async function done(): Promise<void> {
    if (ended) return;
    ended = true;
    await output.show(recent.length > 0 ? line(pace) : `${label}: no step made`, true);
  }
  return {
    async update(record) {
      checkLike(record, "record", { step: 0, loss: NaN, active: NaN, "easy?": NaN });
      recent.push(record);
      if (recent.length > LOOK_BACK) recent.shift();
      const time = now();
      first ??= { step: record.step, time };
      const rate = (record.step - first.step) / ((time - first.time) / 1000);
      const known = rate > 0 && rate < Infinity;
      if (output.device && known) {
        const spent = 1000 / rate;
        const told = spent < 10 ? spent.toPrecision(2) : Math.round(spent);
        pace = ` · on ${output.device()}: ${told} ms a step`;
      }
      if (record.step >= total) return done();
      if (ended || time - shown < output.interval) return;
      shown = time;
      const left = known ? ` · ${seconds(1000 * (total - record.step) / rate)} left` : "";
      const speed = (pace || (known ? ` · ${rate.toPrecision(3)} steps/s` : "")) + left;
      const more = hint && time - first.time >= HINT_AFTER ? ` · ${hint}` : "";
      await output.show(line(speed) + more, false);
    },
    done,
  };
}

/** What the clinic says of a collapse, or that a batch teaches nothing; empty for neither. */
function remarkOf(recent: readonly StepRecord[], margin: number): string {
  const { active, easy } = recent.at(-1)!;
  const column = (name: "step" | "loss" | "meanDistance") => recent.map((record) => record[name]);
  const log = { step: column("step"), loss: column("loss"), meanDistance: column("meanDistance") };
  const found = diagnose({ log }, { margin }).findings.find(({ id }) => id.startsWith("collapse"));
  if (found) return `${found.title}: ${found.measured}; what helps: ${found.cure}`;
  return active === 0 && easy > 0
    ? "no active triplet in the batch: harder mining, larger batches or a larger margin help, or " +
      "training is done"
    : "";
}

function findOutput(): ProgressOutput {
  const kernel = notebookKernel();
  if (kernel) return notebookOutput(kernel);
  const { stdout } = process;
  if (!stdout.isTTY) return { interval: 10_000, show: (line) => console.log(line) };
  return {
    interval: 100,
    show(line, last) {
      // \x1b[K clears what is left of a longer line; a wrapped line could not be replaced.
      const text = last ? line : line.slice(0, (stdout.columns || 80) - 1);
      stdout.write(`\r${text}\x1b[K${last ? "\n" : ""}`);
    },
  };
}
