import { compileAnswer } from "../../exercises/compile_answer.ts";
import { compileCell } from "../cells/compile_cell.ts";

// The parsers are heavy: this script lies packed in the page until a cell runs, or an answer.
Object.assign(globalThis, { tripletLabCompiler: { compileAnswer, compileCell } });
