/** Batch all as WGSL programs, on any adapter that answers, Mesa's software one included. */
import { testChecks } from "../../support/gpu_checks.ts";
import { checks } from "./checks.ts";

await testChecks("tripletsOnWebgpu", "tests/operators/webgpu/checks.ts", checks);
