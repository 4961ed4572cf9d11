import { mount } from "../runtime/mount.ts";
import { mining } from "./program.ts";

mount(mining);
