/** Compares the native operators with the plain ones; says what is wrong and ends with 1. */
import { process } from "../host/node.ts";
import { availableEngines } from "../operators/mod.ts";

const { native } = availableEngines().missing;
if (native) {
  console.error(native);
  process.exit(1);
}
