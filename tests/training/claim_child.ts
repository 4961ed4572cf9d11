/** Claims the folder that it is given, says whether it has it, and holds it until it is killed. */
import process from "node:process";
import { claimFolder } from "#lib/training/runs/claim_folder.ts";

const [folder, at] = process.argv.slice(2);
await new Promise((resolve) => setTimeout(resolve, Number(at) - Date.now()));
await claimFolder(folder).then(() => console.log("mine"), (error) => console.log(String(error)));
setInterval(() => {}, 1000);
