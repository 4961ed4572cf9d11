import * as tf from "@tensorflow/tfjs";
import { describe, expected } from "../checks/mod.ts";

export const FUSED_ADAM = "FusedAdam";

/** What the kernel takes; it gives the new weight, and renews both moments where they lie. */
export type AdamInputs = Record<"value" | "gradient" | "first" | "second", tf.TensorInfo>;

/**
 * One step's numbers: `first = beta1 first + (1 - beta1) g`, `second = beta2 second + (1 - beta2) g^2`,
 * `value = value - rate first / (sqrt(second) + epsilon)`, both corrections of the bias being in `rate`
 * and `epsilon`.
 */
export type AdamNumbers = Record<"rate" | "beta1" | "beta2" | "epsilon", number>;

/** What TensorFlow.js's class holds, and calls private. */
interface Adam extends AdamNumbers {
  learningRate: number;
  iterations_?: number;
  accBeta1: tf.Variable;
  accBeta2: tf.Variable;
  accumulatedFirstMoment: Moment[];
  accumulatedSecondMoment: Moment[];
  incrementIterations(): void;
}

type Moment = { originalName: string; variable: tf.Variable };

/** Gives a backend its kernel for a step of Adam. */
export function addAdam<Backend>(
  backendName: string,
  step: (backend: Backend, inputs: AdamInputs, numbers: AdamNumbers) => tf.TensorInfo,
): void {
  if (tf.getKernel(FUSED_ADAM, backendName)) return;
  tf.registerKernel({
    kernelName: FUSED_ADAM,
    backendName,
    kernelFunc: ({ inputs, backend, attrs }) =>
      step(backend as Backend, inputs as unknown as AdamInputs, attrs as unknown as AdamNumbers),
  });
}

const ORDER = "setWeights takes a count, every m, every v, each in the order of the weights";

type Gradients = Parameters<tf.AdamOptimizer["applyGradients"]>[0];
type Step = { name: string; value: tf.Variable; given: tf.Tensor | null };

let composed: tf.AdamOptimizer["applyGradients"] | undefined;

/**
 * Lets `tf.train.adam` use a backend's kernel in place of twelve operations, to rounding; on every
 * backend it then refuses a step that does not fit before any weight has changed.
 */
export function fuseAdam(): void {
  if (composed) return;
  const plain = composed = tf.AdamOptimizer.prototype.applyGradients;
  tf.AdamOptimizer.prototype.applyGradients = function (gradients: Gradients): void {
    const adam = this as unknown as Adam, steps = checkedSteps(adam, gradients);
    if (!tf.getKernel(FUSED_ADAM, tf.getBackend())) return plain.call(this, gradients);
    tf.tidy(() => applyFused(adam, steps));
  };
}

// A kernel takes as many float32 numbers as the weight has.
const fits = ({ dtype, shape }: tf.Tensor, value: tf.Tensor): boolean =>
  dtype === "float32" && tf.util.arraysEqual(shape, value.shape);

function checkedSteps(adam: Adam, gradients: Gradients): Step[] {
  const named = Array.isArray(gradients)
    ? gradients.map(({ name, tensor }) => [name, tensor] as const)
    : Object.entries(gradients);
  return named.map(([name, given], i) => {
    const value: tf.Variable = tf.engine().registeredVariables[name];
    const misfit = (what: string, came: tf.Tensor, hint: string): RangeError => {
      const wanted = `a float32 tensor of shape [${value.shape.join(", ")}]`;
      return new RangeError(expected(what, wanted, describe(came), hint));
    };
    const { accumulatedFirstMoment: { [i]: m }, accumulatedSecondMoment: { [i]: v } } = adam;
    for (const [letter, moment] of Object.entries({ m, v })) {
      if (!moment || fits(moment.variable, value)) continue;
      throw misfit(`${name}/${letter}`, moment.variable, ORDER);
    }
    const from = value.rank - (given?.rank ?? 0);
    if (given && (from < 0 || given.shape.some((n, k) => n !== 1 && n !== value.shape[from + k]))) {
      throw misfit(`the gradient of ${name}`, given, "or one that spreads over it");
    }
    return { name, value, given };
  });
}

function applyFused(adam: Adam, steps: readonly Step[]): void {
  const { beta1, beta2, accBeta1, accBeta2 } = adam;
  const step = (adam.iterations_ ?? 0) + 1;
  const root = Math.sqrt(1 - beta2 ** step);
  const rate = adam.learningRate * root / (1 - beta1 ** step);
  const attrs = { rate, beta1, beta2, epsilon: adam.epsilon * root };
  steps.forEach(({ name, value, given }, i) => {
    const moment = (moments: Moment[], letter: string): tf.Variable => {
      const originalName = `${name}/${letter}`, made = () => tf.zerosLike(value).variable(false);
      const { variable } = moments[i] ??= { originalName, variable: made() };
      // It is renewed where it lies: what others hold too stays as it is.
      const { backend } = tf.engine().state.tensorInfo.get(variable.dataId)!;
      if (backend.refCount(variable.dataId) > 1) variable.assign(variable.mul(1));
      return variable;
    };
    // Of a variable a copy: it may be the weight, or a moment.
    const slope = given instanceof tf.Variable ? given.clone() : given;
    const first = moment(adam.accumulatedFirstMoment, "m");
    const second = moment(adam.accumulatedSecondMoment, "v");
    if (!slope) return;
    const gradient = fits(slope, value) ? slope : slope.toFloat().broadcastTo(value.shape);
    const inputs = { value, gradient, first, second };
    value.assign(tf.engine().runKernel(FUSED_ADAM, inputs, { ...attrs }) as tf.Tensor);
  });
  // As the composed step leaves them: another backend may go on from here.
  accBeta1.assign(tf.scalar(beta1 ** (step + 1)));
  accBeta2.assign(tf.scalar(beta2 ** (step + 1)));
  adam.incrementIterations();
}
