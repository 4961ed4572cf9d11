/**
 * Puts `util.isNullOrUndefined` and `util.isArray` back on `node:util`.
 *
 * `@tensorflow/tfjs-node-gpu` 4.22.0 calls both (`createTensorsTypeOpAttr`, `TopK`), Node took the
 * first away in version 23, and Deno and newer runtimes do not have it: without it the package loads
 * well and then throws `isNullOrUndefined is not a function` in the middle of a run. This is the one
 * place where the project mends that; import it before anything of the package.
 */
import { nodeModule } from "../host/node_module.ts";

// The CommonJS object, the one the package sees: an ES module's namespace cannot be added to.
const util = nodeModule("node:util") as Record<string, unknown>;

// Also where Node still has them: there each use prints that it is deprecated.
util.isNullOrUndefined = (value: unknown): boolean => value === null || value === undefined;
util.isArray = Array.isArray;
