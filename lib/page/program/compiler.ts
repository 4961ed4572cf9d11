import { compileCell } from "../cells/compile_cell.ts";

// The parsers are heavy: this script lies packed in the page until a cell runs.
Object.assign(globalThis, { tripletLabCompileCell: compileCell });
