import { lineSearch } from "./anchor_line/program.ts";
import { circlePlaneProgram } from "./circle_plane/program.ts";
import { splitProgram } from "./class_splits/program.ts";
import { mining } from "./mining_strategies/program.ts";
import { mount } from "./runtime/mount.ts";
import { replayProgram } from "./training_replay/program.ts";
import { microscope } from "./triplet_microscope/program.ts";

mount([lineSearch, circlePlaneProgram, splitProgram, mining, replayProgram, microscope]);
