import * as tf from "@tensorflow/tfjs";
import type { Tensor2D } from "../losses/tensors.ts";
import { seededRandom } from "../random.ts";
import type { Variable } from "./tfjs_types.ts";

/** Options of {@linkcode embeddingNetwork}. */
export interface EmbeddingNetworkOptions {
  /** Height and width of the images; `[28, 28]` by default. */
  input?: readonly [height: number, width: number];
  /**
   * `"mlp"` (the default): fully connected layers, on every backend. `"conv"`: 3 x 3 convolutions,
   * each followed by 2 x 2 maximum pooling; WebAssembly cannot train them.
   */
  kind?: "mlp" | "conv";
  /**
   * Units of the hidden layers (`[256]` by default), or the number of filters of the convolutions
   * (`[16, 32]`).
   */
  hidden?: readonly number[];
  /** Length of an embedding; 64 by default, and always 2 with `plane`. */
  dim?: number;
  /** Whether embeddings are scaled to length 1; true by default, false with `plane`. */
  normalize?: boolean;
  /** Two numbers for each image, to be plotted directly: the distances seen are those trained. */
  plane?: boolean;
  /** Governs the initial weights; see `seededRandom`. */
  seed: number;
  /** False for a network that only embeds: then `"conv"` is taken on every backend. */
  trainable?: boolean;
}

/** A network that {@linkcode embeddingNetwork} made. */
export interface EmbeddingNetwork {
  /** The options, with the defaults filled in: enough to build the same network again. */
  readonly options: Required<EmbeddingNetworkOptions>;
  /** The weights by name, in the order of the layers. */
  readonly weights: Readonly<Record<string, Variable>>;
  /** Images, one a row (B x height * width), to embeddings (B x dim); differentiable. */
  embed(images: Tensor2D): Tensor2D;
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
 * A row of zeros has no direction: scaling to length 1 leaves it zero, with gradient zero.
 *
 * @param options The shape of the network, and the seed.
 * @returns The network; `dispose()` frees it.
 * @throws {RangeError} When a size is not a positive integer, when `plane` is asked for with a
 * `dim` other than 2, or when the images are too small for the poolings.
 * @throws {TypeError} When `"conv"` is to be trained on a backend without the gradient of
 * convolutions (WebAssembly).
 *
 * @example A batch of three images
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { embeddingNetwork } from "#lib/training/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await tf.setBackend("cpu");
 * const network = embeddingNetwork({ input: [4, 4], hidden: [8], dim: 3, seed: 1 });
 * assertEquals(network.embed(tf.ones([3, 16])).shape, [3, 3]);
 * ```
 */
export function embeddingNetwork(options: EmbeddingNetworkOptions): EmbeddingNetwork {
  const full = checked(options);
  const { input: [height, width], kind, hidden, dim, normalize } = full;
  const random = seededRandom(full.seed, 0x77656967); // a stream apart from the order of the data
  const weights: Record<string, tf.Variable> = {};
  const add = (layer: string, shape: number[], gain: number) => {
    const inputs = shape.slice(0, -1).reduce((product, n) => product * n, 1);
    const scale = Math.sqrt(gain / inputs);
    const values = Float32Array.from(
      { length: inputs * shape[shape.length - 1] },
      () => scale * random.normal(),
    );
    weights[`${layer}/kernel`] = tf.tidy(() =>
      tf.variable(tf.tensor(values, shape), full.trainable)
    );
    weights[`${layer}/bias`] = tf.tidy(() =>
      tf.variable(tf.zeros([shape[shape.length - 1]]), full.trainable)
    );
  };

  let size = kind === "mlp" ? height * width : 1;
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
      let x: tf.Tensor = kind === "mlp" ? images : images.reshape([-1, height, width, 1]);
      for (let i = 1; i <= hidden.length; i++) {
        const kernel = weights[`hidden${i}/kernel`], bias = weights[`hidden${i}/bias`];
        x = kind === "mlp" ? x.matMul(kernel).add(bias).relu() : tf.maxPool(
          tf.conv2d(x as tf.Tensor4D, kernel as unknown as tf.Tensor4D, 1, "same")
            .add(bias).relu() as tf.Tensor4D,
          2,
          2,
          "valid",
        );
      }
      const flat = x.reshape([images.shape[0], size]) as tf.Tensor2D;
      const out = flat.matMul(weights["embedding/kernel"]).add(weights["embedding/bias"]);
      return (normalize ? toLengthOne(out as tf.Tensor2D) : out) as tf.Tensor2D;
    });
  }

  return {
    options: full,
    weights,
    embed,
    dispose: () => Object.values(weights).forEach((weight) => weight.dispose()),
  };
}

function toLengthOne(x: tf.Tensor2D): tf.Tensor2D {
  const squares = x.square().sum(1, true);
  // The factor of a zero row is 0, not 1 / 0: value and gradient are then 0 instead of NaN.
  return x.mul(squares.maximum(1e-24).rsqrt().mul(squares.sub(1e-24).step()));
}

function checked(options: EmbeddingNetworkOptions): Required<EmbeddingNetworkOptions> {
  const { input = [28, 28], kind = "mlp", plane = false, trainable = true, seed } = options;
  const { hidden = kind === "conv" ? [16, 32] : [256] } = options;
  const { dim = plane ? 2 : 64, normalize = !plane } = options;
  if (kind !== "mlp" && kind !== "conv") {
    throw new RangeError(`kind: expected "mlp" or "conv", got ${kind}`);
  }
  const sizes = { "input[0]": input[0], "input[1]": input[1], dim };
  for (const [name, size] of [...Object.entries(sizes), ...hidden.map((n) => ["hidden", n])]) {
    if (!Number.isInteger(size) || (size as number) < 1) {
      throw new RangeError(`${name}: expected a positive integer, got ${size}`);
    }
  }
  if (plane && dim !== 2) {
    throw new RangeError(`dim: expected 2 with plane, whose axes are the embedding, got ${dim}`);
  }
  if (kind === "conv") {
    const pooled = Math.floor(Math.min(...input) / 2 ** hidden.length);
    if (pooled < 1) {
      throw new RangeError(
        `input: expected at least ${2 ** hidden.length} x ${2 ** hidden.length} for ` +
          `${hidden.length} poolings, got ${input[0]} x ${input[1]}`,
      );
    }
    const backend = tf.getBackend();
    if (trainable && !tf.getKernel("Conv2DBackpropFilter", backend)) {
      throw new TypeError(
        `kind: expected "mlp" on the ${backend} backend, which has no gradient for ` +
          `convolutions, got "conv"; choose kind: "mlp", or another backend (useBackend)`,
      );
    }
  }
  return {
    input: [input[0], input[1]],
    kind,
    hidden: [...hidden],
    dim,
    normalize,
    plane,
    seed,
    trainable,
  };
}
