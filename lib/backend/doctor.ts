import { type BackendName, BackendProblem, useBackend } from "./mod.ts";
import { driverProblem, hasNvidiaDriver, nvidiaGpus } from "./tensorflow/nvidia.ts";
import { SETUP } from "./tensorflow/pins.ts";

export interface DoctorRow {
  part: string;
  works: boolean;
  detail: string;
  mend?: string;
}

const works = (part: string, detail: string): DoctorRow => ({ part, works: true, detail });

const lacks = (part: string, detail: string, mend?: string): DoctorRow => (
  { part, works: false, detail, ...(mend ? { mend } : {}) }
);

function nvidiaRow(): DoctorRow {
  const part = "NVIDIA GPU";
  if (!hasNvidiaDriver()) return lacks(part, "no NVIDIA driver is installed here");
  const [gpu] = nvidiaGpus();
  if (!gpu) {
    const mend = "nvidia-smi says more; the driver may want a restart";
    return lacks(part, "nvidia-smi is there and lists no GPU", mend);
  }
  const { name, driver, total, free } = gpu;
  const gib = (bytes: number) => (bytes / 2 ** 30).toFixed(1);
  const detail = `${name}, driver ${driver}, ${gib(free)} of ${gib(total)} GiB free`;
  const problem = driverProblem(driver);
  return problem
    ? lacks(part, `${detail}; ${problem}`, `install a newer driver, then ${SETUP}`)
    : works(part, detail);
}

async function backendRow(name: BackendName, part: string): Promise<DoctorRow> {
  try {
    const { device, software, threads, gpu, versions } = await useBackend(name);
    const kind = software ? "software adapter, for tests only: " : "";
    const crew = gpu ? "" : `, ${threads} ${threads === 1 ? "thread" : "threads"}`;
    const version = versions.tensorflow ? `TensorFlow ${versions.tensorflow} on ` : "";
    return works(part, `${kind}${version}${device}${crew}`);
  } catch (error) {
    if (!(error instanceof BackendProblem)) throw error;
    return lacks(part, error.reason, error.mend);
  }
}

/**
 * Looks at every part that TensorFlow.js needs here, and starts each backend on its self-check; the
 * one that `useBackend()` would take is current afterwards, and its row comes last.
 */
export async function doctorBackends(): Promise<DoctorRow[]> {
  const rows = [
    nvidiaRow(),
    await backendRow("tensorflow", "TensorFlow backend"),
    await backendRow("webgpu", "WebGPU backend"),
    await backendRow("wasm", "WebAssembly backend"),
    await backendRow("cpu", "plain JavaScript backend"),
  ];
  try {
    const { backend, device } = await useBackend();
    rows.push(works("useBackend()", `takes ${backend} (${device})`));
  } catch (error) {
    rows.push(lacks("useBackend()", (error as Error).message));
  }
  return rows;
}
