import { mount } from "../runtime/mount.ts";
import { lineSearch } from "./program.ts";

mount(lineSearch);
