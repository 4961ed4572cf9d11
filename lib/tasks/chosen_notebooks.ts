import { listNotebooks } from "../notebooks/list_notebooks.ts";

/**
 * The notebooks that `--from` and `--only` choose; ends the program with a sentence when there are
 * none.
 */
export async function chosenNotebooks(
  { only, from }: { only: string; from: string },
): Promise<string[]> {
  try {
    return await listNotebooks({
      ...(only ? { only } : {}),
      ...(from ? { folder: from } : {}),
    });
  } catch (error) {
    console.error((error as Error).message);
    Deno.exit(2);
  }
}
