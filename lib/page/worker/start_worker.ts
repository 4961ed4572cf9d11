import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { useBackend } from "../../backend/mod.ts";
import { nodeModule } from "../../host/node_module.ts";
import type { NotebookKernel } from "../../training/notebook_output.ts";
import type { Ask, Output, Say } from "../mod.ts";
import { askToStop, breathe, pause, takeStop } from "./breath.ts";
import { logged, outputOf } from "./outputs.ts";
import { carriedFile, carriedNames, keepFiles, MNIST_FOLDER } from "./page_files.ts";
import { paced } from "./paced.ts";
import { shutIn } from "./shut_in.ts";
import { thrownWords } from "./thrown_words.ts";

type Modules = Readonly<Record<string, object>>;
type CellFunction = (scope: Record<string, unknown>, modules: Modules) => Promise<unknown>;

/** Computes cells with the library's modules, one after the other, and shows what the kernel would show. */
export function startWorker(modules: Modules): void {
  const tell = shutIn() as (message: Say) => void;
  const scope: Record<string, unknown> = {};
  let cell = -1;
  const { show, end } = paced((output) => tell({ kind: "show", cell, output }));
  standIn(show);
  tellUncaught(show);
  async function run({ cell, code }: Extract<Ask, { kind: "run" }>): Promise<Say> {
    const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const began = performance.now();
    try {
      const { default: body } = await import(address) as { default: CellFunction };
      const output = await outputOf(await body(scope, modules));
      if (output) show(output);
      return { kind: "done", cell, seconds: (performance.now() - began) / 1000 };
    } catch (thrown) {
      return { kind: "error", cell, ...thrownWords(thrown, address) };
    } finally {
      URL.revokeObjectURL(address);
    }
  }
  let queue: Promise<void> = Promise.resolve();
  addEventListener("message", (event) => {
    const { data, isTrusted } = event as MessageEvent<Ask>;
    if (!isTrusted) return; // a cell made it
    if (data.kind === "interrupt") return askToStop(true);
    queue = queue.then(async () => {
      if (data.kind === "start") return tell(await start(data));
      askToStop(false);
      cell = data.cell;
      const ended = await run(data);
      end();
      tell(ended);
    });
  });
}

async function start({ backend, data }: Extract<Ask, { kind: "start" }>): Promise<Say> {
  try {
    if (data) keepFiles(data);
    const { env } = nodeModule("node:process");
    if (backend) env.TRIPLET_LAB_BACKEND = backend;
    const vectors = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
    if (!vectors) env.TRIPLET_LAB_BACKEND ??= "cpu";
    software = (await useBackend()).software;
    const note = [
      !vectors && "this browser lacks WebAssembly's SIMD: trainings are slow",
      carriedNames(MNIST_FOLDER).length > 0 && "MNIST in 16 grey levels",
    ].filter(Boolean).join("; ");
    return { kind: "ready", device: deviceNow(), ...(note && { note }) };
  } catch (error) {
    return { kind: "failed", message: (error as Error).message };
  }
}

let software = false;

/** What fails behind a cell's back, in a timer say, is told below it; the worker goes on. */
function tellUncaught(show: (output: Output) => void): void {
  for (const type of ["error", "unhandledrejection"] as const) {
    addEventListener(type, (event) => {
      event.preventDefault();
      const { name, message } = thrownWords("error" in event ? event.error : event.reason);
      show({ output_type: "stream", name: "stderr", text: `Uncaught ${name}: ${message}\n` });
    });
  }
}

function deviceNow(): string {
  const backend = tf.getBackend();
  if (backend === "webgpu") return software ? "WebGPU in software" : "this computer's GPU";
  return backend === "wasm" ? "WebAssembly, one thread" : "JavaScript, one thread";
}

/** Stands in for the kernel, for the platform that TensorFlow.js looks for, and for the console. */
function standIn(show: (output: Output) => void): void {
  const kernel: NotebookKernel = {
    broadcast(_type, { data, transient }) {
      const id = (transient ?? {}) as { display_id?: string };
      show({ output_type: "display_data", data: data as Record<string, unknown>, ...id });
      return pause();
    },
    device: deviceNow,
    takeStop,
  };
  Object.assign(globalThis, { Deno: { jupyter: kernel } });
  for (const [names, name] of [["log info debug", "stdout"], ["warn error", "stderr"]] as const) {
    for (const method of names.split(" ") as ("log" | "error")[]) {
      console[method] = (...parts) => show({ output_type: "stream", name, text: logged(parts) });
    }
  }
  // Between two steps messages of the page come in: each step reads its loss.
  const engine = tf.engine();
  const read = engine.read.bind(engine);
  engine.read = async (id) => {
    const values = await read(id);
    await breathe();
    return values;
  };
  setWasmPaths("", true);
  tf.env().platform = {
    ...{ now: () => performance.now(), isTypedArray },
    encode: (text) => new TextEncoder().encode(text),
    decode: (bytes, encoding) => new TextDecoder(encoding).decode(bytes),
    setTimeoutCustom: (body, delay) => void setTimeout(body as () => void, delay),
    fetch: (path) => {
      const file = carriedFile(path);
      if (!file) return Promise.reject(new Error(`${path}: a page has no network`));
      const headers = { "content-type": "application/wasm" };
      return Promise.resolve(new Response(file.slice() as BodyInit, { headers }));
    },
  };
}

const isTypedArray = (a: unknown): a is Float32Array =>
  ArrayBuffer.isView(a) && !(a instanceof DataView);
