import { execFileSync } from "../../host/node.ts";
import { childEnvironment } from "../../workspace/child_environment.ts";
import { findProgram } from "../../workspace/find_program.ts";
import { olderThan } from "../../workspace/older_than.ts";
import { oldestNvidiaDriver } from "./pins.ts";

/** One GPU, as `nvidia-smi` lists it. Memory in bytes; none where it shares the processor's, `[N/A]`. */
export type NvidiaGpu = { name: string; driver: string; memory?: { total: number; free: number } };

/** Under Windows' subsystem for Linux the driver, and its `nvidia-smi`, are Windows' own. */
const nvidiaSmi = () => findProgram("nvidia-smi") ?? findProgram("/usr/lib/wsl/lib/nvidia-smi");

/** Starts no process, and looks not into `/proc` and `/dev`, which are closed to a Deno task. */
export const hasNvidiaDriver = (): boolean => nvidiaSmi() !== undefined;

export const nvidiaDriverVersion = (): string | undefined => nvidiaGpus()[0]?.driver;

export function parseNvidiaSmi(text: string): NvidiaGpu[] {
  return text.trim().split("\n").filter((line) => line.split(",").length >= 4).map((line) => {
    const [name, driver, ...sizes] = line.split(",").map((field) => field.trim());
    const [total, free] = sizes.map((size) => Number(size) * 2 ** 20);
    return { name, driver, ...(total > 0 && free >= 0 ? { memory: { total, free } } : {}) };
  });
}

export function nvidiaGpus(): NvidiaGpu[] {
  const program = nvidiaSmi();
  if (!program) return [];
  try {
    const query = "--query-gpu=name,driver_version,memory.total,memory.free";
    return parseNvidiaSmi(
      execFileSync(program, [query, "--format=csv,noheader,nounits"], {
        ...{ encoding: "utf8", env: childEnvironment(), timeout: 4000 },
        stdio: ["ignore", "pipe", "ignore"],
      }),
    );
  } catch {
    return [];
  }
}

/** Why a driver cannot run TensorFlow's CUDA, in one clause; undefined where it can. */
export function driverProblem(driver = nvidiaDriverVersion()): string | undefined {
  if (driver === undefined || !olderThan(driver, oldestNvidiaDriver)) return undefined;
  return `the NVIDIA driver ${driver} is too old for CUDA 12 (it wants ${oldestNvidiaDriver} or newer)`;
}
