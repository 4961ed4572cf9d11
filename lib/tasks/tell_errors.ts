import process from "node:process";
import { systemError } from "../workspace/system_error.ts";

/** Tells an error of the system that nobody has caught in a sentence, without a stack; ends with 1. */
export function tellErrors(): void {
  const tell = (event: Event, error: unknown) => {
    const sentence = systemError(error);
    if (!sentence) return;
    event.preventDefault();
    console.error(`✗ ${sentence}`);
    process.exit(1);
  };
  addEventListener("unhandledrejection", (event) => tell(event, event.reason));
  addEventListener("error", (event) => tell(event, event.error));
}
