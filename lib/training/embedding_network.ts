import * as tf from "@tensorflow/tfjs";
import { checkChoice, checkFlag, checkList, checkNumber, checkOptions } from "../checks/mod.ts";
import { describe, expected, refuseValue } from "../checks/mod.ts";
import { runsWgsl } from "../operators/webgpu/run_program.ts";
import { seededRandom } from "../random.ts";
import type { EmbeddingNetwork } from "./types.ts";

/** Options of {@linkcode embeddingNetwork}. */
export interface EmbeddingNetworkOptions {
  /**
   * The shape of a sample: height and width of grey images (`[28, 28]` by default), with the channels
   * behind them for others, or for `"mlp"` any shape, such as `[13]` for 13 numbers.
   */
  input?: readonly number[];
  /** `"mlp"` (the default): fully connected layers. `"conv"`: 3 x 3 convolutions with 2 x 2 pooling. */
  kind?: "mlp" | "conv";
  /** Units of the hidden layers, `[256]` by default, or filters of the convolutions, `[16, 32]`. */
  hidden?: readonly number[];
  /** Length of an embedding; 64 by default, and always 2 with `plane`. */
  dim?: number;
  /** Whether embeddings are scaled to length 1; true by default, false with `plane`. */
  normalize?: boolean;
  /** Two numbers for each image, to be plotted directly: the distances seen are those trained. */
  plane?: boolean;
  /** Governs the initial weights; see `seededRandom`. */
  seed: number;
}

/** A network that {@linkcode embeddingNetwork} made; its weights stand in the order of the layers. */
export interface BuiltNetwork extends EmbeddingNetwork {
  /** The options, with the defaults filled in: enough to build the same network again. */
  readonly options: Required<EmbeddingNetworkOptions>;
  /** Frees the weights. */
  dispose(): void;
}

/**
 * A small network that turns images into embeddings, with weights that its seed determines.
 *
 * `"mlp"`: image, then for each number in `hidden` a layer `relu(x W + b)`, then `x W + b` with `dim`
 * columns. `"conv"`: for each number in `hidden` a layer `maxPool(relu(conv(x) + b))`, then the same
 * last layer. The weights before a relu start from a normal distribution with variance `2 / inputs`
 * (He and others, 2015), those of the last layer with `1 / inputs`; the biases start from 0.
 *
 * A row of zeros has no direction: scaling to length 1 leaves it zero, with gradient zero, and makes it
 * of one shorter than 1e-12, whose squares float32 loses.
 *
 * @returns The network; `dispose()` frees it.
 * @throws {RangeError} When a size is not a positive integer, the shape of the input is none that
 * `kind` takes, an option does not exist, `plane` meets a `dim` other than 2, or the images are too
 * small for the poolings.
 * @throws {TypeError} When `"conv"` is asked for on a backend without the gradient of convolutions:
 * WebAssembly, where it is not taken by `useBackend`.
 *
 * @example A batch of three images
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { embeddingNetwork } from "@triplet-lab/triplet-lab/training";
 * import { assertEquals } from "@std/assert";
 * const network = embeddingNetwork({ input: [4, 4], hidden: [8], dim: 3, seed: 1 });
 * assertEquals(network.embed(tf.ones([3, 16])).shape, [3, 3]);
 * ```
 */
export function embeddingNetwork(options: EmbeddingNetworkOptions): BuiltNetwork {
  const full = checked(options);
  const { input, kind, hidden, dim, normalize } = full;
  const [height, width, channels = 1] = input;
  const random = seededRandom(full.seed, 0x77656967); // a stream apart from the order of the data
  const weights: Record<string, tf.Variable> = {};
  const add = (layer: string, shape: number[], gain: number) => {
    const units = shape[shape.length - 1], length = tf.util.sizeFromShape(shape);
    const scale = Math.sqrt(gain * units / length);
    const values = Float32Array.from({ length }, () => scale * random.normal());
    weights[`${layer}/kernel`] = tf.tidy(() => tf.variable(tf.tensor(values, shape)));
    weights[`${layer}/bias`] = tf.tidy(() => tf.variable(tf.zeros([units])));
  };

  let size = kind === "mlp" ? tf.util.sizeFromShape([...input]) : channels;
  hidden.forEach((units, i) => {
    add(`hidden${i + 1}`, kind === "mlp" ? [size, units] : [3, 3, size, units], 2);
    size = units;
  });
  if (kind === "conv") {
    const halved = (n: number) => hidden.reduce((m) => Math.floor(m / 2), n);
    size *= halved(height) * halved(width);
  }
  add("embedding", [size, dim], 1);

  function embed(images: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => {
      let x: tf.Tensor = images.dtype === "float32" ? images : images.toFloat();
      if (kind === "conv") x = x.reshape([images.shape[0], height, width, channels]);
      for (let i = 1; i <= hidden.length; i++) {
        const kernel = weights[`hidden${i}/kernel`], bias = weights[`hidden${i}/bias`];
        x = kind === "mlp" ? dense(x, kernel, bias, true) : convolved(x, kernel, bias);
      }
      const flat = kind === "mlp" ? x : x.reshape([images.shape[0], size]);
      const out = dense(flat, weights["embedding/kernel"], weights["embedding/bias"], false);
      return normalize ? toLengthOne(out) : out;
    });
  }

  const dispose = () => Object.values(weights).forEach((weight) => weight.dispose());
  return { input, dim, options: full, weights, embed, dispose };
}

/** `x kernel + bias`, or its positive part: one operation where a backend of `lib/backend` has it. */
function dense(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor, relu: boolean): tf.Tensor2D {
  if (tf.getKernel("DenseLayer", tf.getBackend())) {
    return tf.engine().runKernel("DenseLayer", { x, kernel, bias }, { relu }) as tf.Tensor2D;
  }
  const sum = x.matMul(kernel).add(bias) as tf.Tensor2D;
  return relu ? sum.relu() : sum;
}

/** `relu(maxPool(conv(x) + bias))`: bias and relu may come last, as they change no order. */
function convolved(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  if (x.size > 0 && tf.getKernel("ConvolutionLayer", tf.getBackend())) {
    return tf.engine().runKernel("ConvolutionLayer", { x, kernel, bias });
  }
  const image = tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, "same");
  return tf.maxPool(image, 2, 2, "valid").add(bias).relu();
}

// Else TensorFlow.js says no more than the kernel's name.
for (const kernelName of ["MaxPoolGrad", "ImageSlope"]) {
  const gradFunc = () => {
    const got = "a gradient of its gradient, which TensorFlow.js lacks";
    throw new TypeError(expected("max pooling", "one gradient", got, 'kind: "mlp" has both'));
  };
  tf.registerGradient({ kernelName, gradFunc });
}

function toLengthOne(x: tf.Tensor2D): tf.Tensor2D {
  const all = x.square();
  // As a product on a GPU: the gradient of a sum would hand it a matrix of ones.
  const squares = runsWgsl() ? all.matMul(tf.ones([x.shape[1], 1])) : all.sum(1, true);
  // The factor of a zero row is 0, not 1 / 0: value and gradient are then 0 instead of NaN.
  return x.mul(squares.maximum(1e-24).rsqrt().mul(squares.sub(1e-24).step()));
}

/** Of a layer; more than this no memory holds. */
const SIZE = { min: 1, max: 1e7, integer: true };

function checked(options: EmbeddingNetworkOptions): Required<EmbeddingNetworkOptions> {
  options = checkOptions(options, "input kind hidden dim normalize plane seed");
  const { input = [28, 28], kind = "mlp", plane = false, seed } = options;
  const { hidden = kind === "conv" ? [16, 32] : [256] } = options;
  const { dim = plane ? 2 : 64, normalize = !plane } = options;
  checkChoice(kind, ["mlp", "conv"], "kind");
  const most = kind === "conv" ? 3 : Infinity, least = kind === "conv" ? 2 : 1;
  if (!Array.isArray(input) || input.length < least || input.length > most) {
    const wanted = kind === "conv" ? "[height, width] or [height, width, channels]" : "a shape";
    refuseValue(Array.isArray(input) ? `[${input}]` : describe(input), "input", wanted);
  }
  checkList(input, "input", SIZE);
  checkList(hidden, "hidden", SIZE);
  checkFlag(normalize, "normalize");
  checkFlag(plane, "plane");
  checkNumber(dim, "dim", SIZE);
  if (plane && dim !== 2) {
    throw new RangeError(`dim: expected 2 with plane, whose axes are the embedding, got ${dim}`);
  }
  if (kind === "conv") {
    const [height, width] = input, least = 2 ** hidden.length;
    if (Math.min(height, width) < least) {
      const wanted = `at least ${least} x ${least} for ${hidden.length} poolings`;
      refuseValue(`${height} x ${width}`, "input", wanted);
    }
    const backend = tf.getBackend();
    if (!tf.getKernel("Conv2DBackpropFilter", backend)) {
      throw new TypeError(
        `kind: expected "mlp" on the ${backend} backend as TensorFlow.js ships it, without a ` +
          `gradient for convolutions, got "conv"; take the backend by useBackend("${backend}")`,
      );
    }
  }
  return { input: [...input], kind, hidden: [...hidden], dim, normalize, plane, seed };
}
