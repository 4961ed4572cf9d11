import * as tf from "@tensorflow/tfjs";
import { type AdamInputs, type AdamNumbers, FUSED_ADAM } from "../fused_adam.ts";
import { attribute, type NodeBackend } from "./node_backend.ts";

/** TensorFlow's variables that a weight and its moments pass through: 3, made at the first step. */
let variables: number[] | undefined;
/** One step's numbers as scalars: all of its weights take the same. */
let scalars: { of: string; ids: number[] } = { of: "", ids: [] };

/** TensorFlow's own `ResourceApplyAdam`; the weight before the step stays where someone holds it. */
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
      const dtype = attribute(binding, "dtype");
      const run = (name: string, attributes: object[], ids: number[], outputs = 0) =>
        binding.executeOp(name, attributes, ids, outputs);

      variables ??= ["value", "first", "second"].map((what) =>
        run(
          "VarHandleOp",
          [
            attribute(binding, "container", "STRING", ""),
            attribute(binding, "shared_name", "STRING", `FusedAdam ${what}`),
            attribute(binding, "shape", "SHAPE", []),
            dtype,
          ],
          [],
          1,
        )[0].id
      );
      const numbers = [0, 0, rate, beta1, beta2, epsilon];
      if (scalars.of !== String(numbers)) {
        scalars.ids.forEach((id) => binding.deleteTensor(id));
        const ids = numbers.map((x) =>
          binding.createTensor([], binding.TF_FLOAT, Float32Array.of(x))
        );
        scalars = { of: String(numbers), ids };
      }
      const [slope, ...ids] = node.getInputTensorIds([gradient, value, first, second]);
      ids.forEach((id, i) => run("AssignVariableOp", [dtype], [variables![i], id]));
      // What nobody else holds, as the moments, TensorFlow then renews where it lies, without a copy.
      const held = node.refCount(value.dataId) > 1;
      ids.slice(held ? 1 : 0).forEach((id) => binding.deleteTensor(id));
      if (!held) node.tensorMap.get(value.dataId).id = -1;
      run("ResourceApplyAdam", [
        attribute(binding, "T"),
        attribute(binding, "use_locking", "BOOL", false),
        attribute(binding, "use_nesterov", "BOOL", false),
      ], [...variables, ...scalars.ids, slope]);
      const [made, ...moments] = variables.map((id) => run("ReadVariableOp", [dtype], [id], 1)[0]);
      [first, second].forEach(({ dataId }, i) => node.tensorMap.get(dataId).id = moments[i].id);
      return node.createOutputTensor(made);
    },
  });
}
