/**
 * What the runtime underneath has: Node's modules, packages that may be missing, files.
 *
 * @module
 */
export { groupBy } from "./group_by.ts";
export { hasNodeModules, nodeModule, type NodeModules } from "./node_module.ts";
export { optionalPackage } from "./optional_package.ts";
export { type Polars, polars } from "./polars.ts";
export { isCheckout, projectFolder, setupCommand, workingFolder } from "./project_folder.ts";
export { requireFrom } from "./require_from.ts";
