/** A training step on WebGPU, on any adapter that answers, Mesa's software one included. */
import { testChecks } from "../support/gpu_checks.ts";
import { checks } from "./webgpu_step_checks.ts";

await testChecks("a step on WebGPU", "tests/backend/webgpu_step_checks.ts", checks);
