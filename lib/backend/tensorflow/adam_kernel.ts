import { addAdam } from "../fused_adam.ts";
import { attribute, type NodeBackend, type NodeTensor } from "./node_backend.ts";

/** By this name TensorFlow makes a variable that goes with the last handle of it. */
const NAMELESS = "cd2c89b7-88b7-44c8-ad83-06c2a9158347";
/** The variable that each weight passes through, made at the first step. */
let passage: number | undefined;
/** The variables that moments stay in from step to step, until somebody asks for one. */
const stays = new WeakMap<NodeTensor, number>();
/** One step's numbers as scalars: all of its weights take the same. */
let scalars: { of: string; ids: number[] } = { of: "", ids: [] };

/** TensorFlow's own `ResourceApplyAdam`; the weight before the step stays where someone holds it. */
export function addAdamKernel(): void {
  addAdam<NodeBackend>("tensorflow", (node, { value, gradient, first, second }, numbers) => {
    const { rate, beta1, beta2, epsilon } = numbers;
    const { binding } = node;
    const dtype = attribute(binding, "dtype");
    const run = (name: string, attributes: object[], ids: number[], outputs = 0) =>
      binding.executeOp(name, attributes, ids, outputs);
    const variable = () => {
      const name = attribute(binding, "shared_name", "STRING", NAMELESS);
      const shape = attribute(binding, "shape", "SHAPE", []);
      return run("VarHandleOp", [name, shape, dtype], [], 1)[0].id;
    };
    const assign = (to: number, id: number) => run("AssignVariableOp", [], [to, id]);
    const read = (from: number) => run("ReadVariableOp", [dtype], [from], 1)[0];

    const moments = [first, second].map((moment) => {
      const tensor = node.tensorMap.get(moment.dataId);
      const there = stays.get(tensor);
      if (there !== undefined) return there;
      const [id] = node.getInputTensorIds([moment]), made = variable();
      assign(made, id);
      binding.deleteTensor(id);
      stays.set(tensor, made);
      const is = { configurable: true, enumerable: true };
      Object.defineProperty(tensor, "id", {
        ...is,
        get() {
          const { id } = read(made);
          binding.deleteTensor(made);
          stays.delete(tensor);
          Object.defineProperty(tensor, "id", { ...is, writable: true, value: id });
          return id;
        },
      });
      return made;
    });

    const told = [0, 0, rate, beta1, beta2, epsilon];
    if (scalars.of !== String(told)) {
      scalars.ids.forEach((id) => binding.deleteTensor(id));
      const ids = told.map((x) => binding.createTensor([], binding.TF_FLOAT, Float32Array.of(x)));
      scalars = { of: String(told), ids };
    }
    const [slope, id] = node.getInputTensorIds([gradient, value]);
    assign(passage ??= variable(), id);
    // What nobody else holds TensorFlow then renews where it lies, without a copy.
    if (node.refCount(value.dataId) === 1) {
      binding.deleteTensor(id);
      node.tensorMap.get(value.dataId).id = -1;
    }
    run("ResourceApplyAdam", [], [passage, ...moments, ...scalars.ids, slope]);
    return node.createOutputTensor(read(passage));
  });
}
