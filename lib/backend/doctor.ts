import { type BackendName, backendNames, BackendProblem, useBackend } from "./mod.ts";
import { driverProblem, hasNvidiaDriver, nvidiaGpus } from "./tensorflow/nvidia.ts";
import { SETUP } from "./tensorflow/pins.ts";

export interface DoctorRow {
  part: string;
  works: boolean;
  detail: string;
  mend?: string | undefined;
}

const NAMES: Record<BackendName, string> = {
  tensorflow: "TensorFlow backend",
  webgpu: "WebGPU backend",
  wasm: "WebAssembly backend",
  cpu: "plain JavaScript backend",
};

function nvidiaRow(): DoctorRow {
  const row = { part: "NVIDIA GPU", works: false };
  if (!hasNvidiaDriver()) return { ...row, detail: "no NVIDIA driver is installed here" };
  const [gpu] = nvidiaGpus();
  if (!gpu) {
    const mend = "nvidia-smi says more; the driver may want a restart";
    return { ...row, detail: "nvidia-smi is there and lists no GPU", mend };
  }
  const { name, driver, memory } = gpu, gibi = (bytes: number) => (bytes / 2 ** 30).toFixed(1);
  const room = memory ? `, ${gibi(memory.free)} of ${gibi(memory.total)} GiB free` : "";
  const detail = `${name}, driver ${driver}${room}`;
  const problem = driverProblem(driver), mend = `install a newer driver, then ${SETUP}`;
  return problem
    ? { ...row, detail: `${detail}; ${problem}`, mend }
    : { ...row, works: true, detail };
}

async function backendRow(name: BackendName, part: string): Promise<DoctorRow> {
  try {
    const { device, software, threads, gpu, versions } = await useBackend(name);
    const kind = software ? "software adapter, for tests only: " : "";
    const crew = gpu ? "" : `, ${threads} ${threads === 1 ? "thread" : "threads"}`;
    const version = versions.tensorflow ? `TensorFlow ${versions.tensorflow} on ` : "";
    return { part, works: true, detail: `${kind}${version}${device}${crew}` };
  } catch (error) {
    if (!(error instanceof BackendProblem)) throw error;
    return { part, works: false, detail: error.reason, mend: error.mend };
  }
}

/** Starts each backend on its self-check; the best is current afterwards, in the last row. */
export async function doctorBackends(): Promise<DoctorRow[]> {
  const rows = [nvidiaRow()];
  for (const name of backendNames) rows.push(await backendRow(name, NAMES[name]));
  const best = await useBackend().then(
    ({ backend, device }) => ({ works: true, detail: `takes ${backend} (${device})` }),
    (error: Error) => ({ works: false, detail: error.message }),
  );
  return [...rows, { part: "useBackend()", ...best }];
}
