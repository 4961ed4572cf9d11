import { hasNodeModules } from "../host/node_module.ts";
import { process } from "../host/node.ts";
import type { StepRecord } from "../training/types.ts";
import { progressLine, type ProgressLineOptions } from "../training/progress_line.ts";
import { notebookKernel } from "../training/notebook_output.ts";
import { noteTraining } from "./parameters.ts";

const HINT = "■ stops it";

/** Notes that ■ was pressed, which would end Deno's kernel as long as nobody listens. */
function listenForStop(): { pressed: boolean } & Disposable {
  const stop = { pressed: false, [Symbol.dispose]() {} };
  if (!notebookKernel() || !hasNodeModules()) return stop;
  const press = () => void (stop.pressed = true);
  process.on("SIGINT", press);
  stop[Symbol.dispose] = () => void process.off("SIGINT", press);
  return stop;
}

/** Runs a training to its end, or until ■ in a notebook, with a line that tells how it goes. */
export async function followTraining(
  training: AsyncIterable<StepRecord>,
  { signal, ...options }: ProgressLineOptions & { signal?: AbortSignal },
): Promise<StepRecord[]> {
  const { label = "training", total } = options;
  using stop = listenForStop();
  const records: StepRecord[] = [];
  const progress = progressLine({
    ...(hasNodeModules() && notebookKernel() && { hint: HINT }),
    ...options,
  });
  noteTraining(label);
  for await (const record of training) {
    records.push(record);
    await progress.update(record);
    const stopped = signal?.aborted || stop.pressed || notebookKernel()?.takeStop?.();
    if (record.step === total || !stopped) continue;
    noteTraining(label, record.step);
    await progress.done();
    break;
  }
  return records;
}
