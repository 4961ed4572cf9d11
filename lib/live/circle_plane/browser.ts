import { mount } from "../runtime/mount.ts";
import { circlePlaneProgram } from "./program.ts";

mount(circlePlaneProgram);
