/** Says in a sentence what a project has whose tensors are computed otherwise than it thinks. */
import * as tf from "@tensorflow/tfjs";

const there = tf.version.tfjs;
const [major, minor] = there.split(".").map(Number);
if (major !== 4 || minor < 22) {
  console.warn(
    `@tensorflow/tfjs: expected 4.22 or a newer 4, which triplet-lab is tried with, got ${there}; ` +
      "`npm install @tensorflow/tfjs@4.22.0` brings it",
  );
}
// The first copy makes the environment that all share.
if (tf.env().constructor !== tf.Environment) {
  console.warn(
    `@tensorflow/tfjs: expected one copy, got triplet-lab's (${there}) beside another, whence the ` +
      "warnings that kernels are registered already; `npm ls @tensorflow/tfjs` shows both, and the " +
      '`tf` of "triplet-lab" needs no second',
  );
}
