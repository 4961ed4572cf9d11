/**
 * Puts `util.isNullOrUndefined` and `util.isArray` back on `node:util`: `@tensorflow/tfjs-node-gpu`
 * 4.22.0 calls both in mid-run, and newer runtimes lack them. Import it before the package.
 */
import { nodeModule } from "../host/node_module.ts";

// The CommonJS object, the one the package sees. Also where Node still has them, and calls them old.
Object.assign(nodeModule("node:util"), {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: Array.isArray,
});
