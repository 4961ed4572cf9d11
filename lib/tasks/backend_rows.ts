/** Starts each backend on its self-check, and prints what came of it as one line of JSON. */
import { doctorBackends } from "../backend/doctor.ts";

console.log(JSON.stringify(await doctorBackends()));
Deno.exit(0);
