import { mount } from "../runtime/mount.ts";
import { replayProgram } from "./program.ts";

mount(replayProgram);
