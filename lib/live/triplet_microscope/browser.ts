import { mount } from "../runtime/mount.ts";
import { microscope } from "./program.ts";

mount(microscope);
