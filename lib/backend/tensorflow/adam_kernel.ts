import * as tf from "@tensorflow/tfjs";
import { type AdamInputs, type AdamNumbers, FUSED_ADAM } from "../fused_adam.ts";
import type { NodeBackend } from "./node_backend.ts";

/** TensorFlow's variables that a weight and its moments pass through: 3, made at the first step. */
let variables: number[] | undefined;

/** TensorFlow's own `ResourceApplyAdam`; the weight before the step stays, whoever holds it. */
export function addAdamKernel(): void {
  if (tf.getKernel(FUSED_ADAM, "tensorflow")) return;
  tf.registerKernel({
    kernelName: FUSED_ADAM,
    backendName: "tensorflow",
    kernelFunc({ inputs, backend, attrs }) {
      const { value, gradient, first, second } = inputs as unknown as AdamInputs;
      const { rate, beta1, beta2, epsilon } = attrs as unknown as AdamNumbers;
      const node = backend as unknown as NodeBackend;
      const { binding } = node;
      const attribute = (name: string, type: string, value: unknown) => ({
        name,
        type: binding[`TF_ATTR_${type}`],
        value,
      });
      const dtype = attribute("dtype", "TYPE", binding.TF_FLOAT);
      const run = (name: string, attributes: object[], ids: number[], outputs = 0) =>
        binding.executeOp(name, attributes, ids, outputs);

      variables ??= ["value", "first", "second"].map((what) =>
        run(
          "VarHandleOp",
          [
            attribute("container", "STRING", ""),
            attribute("shared_name", "STRING", `FusedAdam ${what}`),
            attribute("shape", "SHAPE", []),
            dtype,
          ],
          [],
          1,
        )[0].id
      );
      const [slope, ...ids] = node.getInputTensorIds([gradient, value, first, second]);
      ids.forEach((id, i) => run("AssignVariableOp", [dtype], [variables![i], id]));
      // Nobody else holds the moments: without these, TensorFlow need not copy them.
      ids.slice(1).forEach((id) => binding.deleteTensor(id));
      const numbers = [0, 0, rate, beta1, beta2, epsilon].map((x) =>
        binding.createTensor([], binding.TF_FLOAT, Float32Array.of(x))
      );
      run("ResourceApplyAdam", [
        attribute("T", "TYPE", binding.TF_FLOAT),
        attribute("use_locking", "BOOL", false),
        attribute("use_nesterov", "BOOL", false),
      ], [...variables, ...numbers, slope]);
      numbers.forEach((id) => binding.deleteTensor(id));
      const [made, ...moments] = variables.map((id) => run("ReadVariableOp", [dtype], [id], 1)[0]);
      [first, second].forEach(({ dataId }, i) => node.tensorMap.get(dataId).id = moments[i].id);
      return node.createOutputTensor(made);
    },
  });
}
