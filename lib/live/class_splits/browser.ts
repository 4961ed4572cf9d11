import { mount } from "../runtime/mount.ts";
import { splitProgram } from "./program.ts";

mount(splitProgram);
