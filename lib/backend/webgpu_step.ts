import * as tf from "@tensorflow/tfjs";
import { addAdam } from "./fused_adam.ts";

/** What is TensorFlow.js's own, and called private there. */
interface Gpu extends tf.KernelBackend {
  readonly device: GPUDevice;
  readonly tensorMap: { get(dataId: tf.DataId): TensorData };
  readonly bufferManager: { acquireBuffer(size: number, usage: number): GPUBuffer };
  readonly pipelineCache: Record<string, GPUComputePipeline>;
  makeTensorInfo(shape: number[], dtype: "float32"): tf.TensorInfo;
  uploadToGPU(dataId: tf.DataId): void;
  recordAndSubmit(program: object, made: object, given: object[], uniforms: object[]): void;
}

type TensorData = { dtype: string; values: ArrayLike<number> | null; resource?: GPUBuffer | null };

/** Above this many numbers TensorFlow.js's own way needs no copy more. */
const MOST_THROUGH_QUEUE = 2 ** 20;

/**
 * Has a tensor's numbers written through the queue, into a buffer that was used before (free once what
 * used it was submitted, which comes before the write). TensorFlow.js makes a mapped buffer for each, a
 * scalar of a formula included, and ends the pass to copy from it.
 */
export function uploadThroughQueue(backend: tf.KernelBackend): void {
  const gpu = backend as Gpu, upload = gpu.uploadToGPU.bind(backend);
  gpu.uploadToGPU = (dataId) => {
    const held = gpu.tensorMap.get(dataId), { values, dtype } = held;
    const few = values && values.length > 0 && values.length <= MOST_THROUGH_QUEUE;
    if (held.resource || !few) return upload(dataId);
    const numbers = dtype === "float32" ? Float32Array.from(values) : Int32Array.from(values);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    held.resource = gpu.bufferManager.acquireBuffer(numbers.byteLength, usage);
    gpu.device.queue.writeBuffer(held.resource, 0, numbers);
    held.values = null;
  };
}

/** The uniforms' first 12 words are what TensorFlow.js hands to each program: NaN, infinity, shapes. */
const adamCode = (value: string, gradient: string) => `
  struct Numbers {
    head : vec2<f32>, size : i32, x : i32, a : vec2<i32>, b : vec2<i32>, c : vec2<i32>, d : vec2<i32>,
    rate : f32, epsilon : f32, beta1 : f32, rest1 : f32, beta2 : f32, rest2 : f32,
  };
  @group(0) @binding(0) var<storage, read_write> made : array<f32>;
  @group(0) @binding(1) var<storage, read> value : array<${value}>;
  @group(0) @binding(2) var<storage, read> gradient : array<${gradient}>;
  @group(0) @binding(3) var<storage, read_write> first : array<f32>;
  @group(0) @binding(4) var<storage, read_write> second : array<f32>;
  @group(0) @binding(5) var<uniform> n : Numbers;
  @compute @workgroup_size(64) fn main(
    @builtin(global_invocation_id) id : vec3<u32>, @builtin(num_workgroups) groups : vec3<u32>,
  ) {
    for (var i = i32(id.x); i < n.size; i = i + i32(groups.x) * 64) {
      let g = f32(gradient[i]);
      first[i] = n.beta1 * first[i] + n.rest1 * g;
      second[i] = n.beta2 * second[i] + n.rest2 * g * g;
      made[i] = f32(value[i]) - n.rate * first[i] / (sqrt(second[i]) + n.epsilon);
    }
  }`;

/** Adam as one program a weight, beside TensorFlow.js's own, which write one tensor each. */
export function addWebgpuAdam(): void {
  addAdam<Gpu>("webgpu", (gpu, { value, gradient, first, second }, numbers) => {
    const { rate, epsilon, beta1, beta2 } = numbers;
    const made = gpu.makeTensorInfo(value.shape, "float32");
    const size = tf.util.sizeFromShape(value.shape);
    if (size === 0) return made;
    const [output, ...given] = [made, value, gradient, first, second].map(({ dataId }) => {
      gpu.uploadToGPU(dataId);
      return { dataId, shape: [size], dtype: "float32" };
    });
    // A float32 tensor by its name may lie there as integers: `toFloat` copies nothing.
    const [ofValue, ofGradient] = given.map(({ dataId }) =>
      gpu.tensorMap.get(dataId).dtype === "float32" ? "f32" : "i32"
    );
    const code = adamCode(ofValue, ofGradient);
    const pipeline = gpu.pipelineCache[code] ??= gpu.device.createComputePipeline({
      layout: "auto",
      compute: { module: gpu.device.createShaderModule({ code }), entryPoint: "main" },
    });
    const uniforms = [rate, epsilon, beta1, 1 - beta1, beta2, 1 - beta2]
      .map((number) => ({ type: "float32", data: [number] }));
    const dispatch = [Math.min(Math.ceil(size / 64), 65_535), 1, 1];
    gpu.recordAndSubmit({ pipeline, dispatch }, output, given, uniforms);
    // What is read of a moment is not kept: the next step renews it where it lies.
    for (const { dataId } of [first, second]) {
      const unread = { configurable: true, get: () => null, set: () => {} };
      Object.defineProperty(gpu.tensorMap.get(dataId), "values", unread);
    }
    return made;
  });
}
