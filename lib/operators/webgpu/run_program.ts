import * as tf from "@tensorflow/tfjs";

/** A WGSL program of one output, as TensorFlow.js runs them. */
export interface Kernel {
  /** Tells this program from every other; the compiled one is kept under it. */
  readonly key: string;
  readonly inputs: readonly string[];
  /** Declarations of the uniforms beside the shapes: `"name : i32, other : f32,"`. */
  readonly uniforms?: string;
  /** Functions, and `main(index : i32)`; `result` is what it writes. */
  readonly code: string;
}

export interface Run {
  readonly shape: number[];
  /** Default: float32. */
  readonly dtype?: "int32";
  /** The number of threads, rounded up to whole workgroups. */
  readonly threads: number;
  readonly uniforms?: readonly { readonly type: "float32" | "int32"; readonly data: number[] }[];
}

export const WORKGROUP = 64;

interface ProgramRunner {
  runWebGPUProgram(
    program: Record<string, unknown>,
    inputs: tf.TensorInfo[],
    dtype: "float32" | "int32",
    uniforms?: unknown,
  ): tf.TensorInfo;
}

export function runsWgsl(): boolean {
  return tf.getBackend() === "webgpu" && "runWebGPUProgram" in tf.backend();
}

/** Runs a program on the device; its tensors stay there. Nothing of it is on a gradient's tape. */
export function runProgram<T extends tf.Tensor>(
  { key, inputs: names, uniforms = "", code }: Kernel,
  inputs: tf.Tensor[],
  run: Run,
): T {
  const backend = tf.backend() as unknown as ProgramRunner;
  const program = {
    shaderKey: `triplet_lab_${key}`,
    variableNames: names,
    uniforms,
    outputShape: run.shape,
    workgroupSize: [WORKGROUP, 1, 1],
    dispatchLayout: { x: run.shape.map((_, i) => i) },
    dispatch: [Math.ceil(run.threads / WORKGROUP), 1, 1],
    getUserCode: () => code,
  };
  const { dtype = "float32", uniforms: told } = run;
  const output = backend.runWebGPUProgram(program, inputs, dtype, told?.slice());
  return tf.engine().makeTensorFromTensorInfo(output) as T;
}
