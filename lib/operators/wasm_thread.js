// The second thread of the WebAssembly engine: a worker that lives as long as it is of use. In
// JavaScript and by itself, as a runtime that checks types would check them at every start.
const parent = globalThis.postMessage
  ? globalThis
  : globalThis.process.getBuiltinModule("node:worker_threads").parentPort;
parent.onmessage = ({ data: { module, memory } }) => {
  const env = { memory, milliseconds: () => performance.now() };
  const { exports } = new WebAssembly.Instance(module, { env });
  exports.__stack_pointer.value = exports.operators_stack();
  exports.operators_help();
  parent.postMessage("dismissed");
};
