/**
 * Puts `util.isNullOrUndefined` and `util.isArray` back on `node:util`: `@tensorflow/tfjs-node-gpu`
 * 4.22.0 calls both in mid-run, and newer runtimes lack them. Import it before the package.
 */
import { nodeModule } from "../host/node_module.ts";

// The CommonJS object, the one the package sees: an ES module's namespace cannot be added to.
const util = nodeModule("node:util") as Record<string, unknown>;

// Also where Node still has them: there each use prints that it is deprecated.
util.isNullOrUndefined = (value: unknown): boolean => value === null || value === undefined;
util.isArray = Array.isArray;
