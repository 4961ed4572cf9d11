/**
 * A package that only some functions use, loaded when one of them is called: the rest of the library
 * works without it. Bundlers leave it out.
 *
 * @param name the package
 * @param purpose what it is needed for, as in "Parquet files"
 * @returns its module
 * @throws {Error} when it is not there, with what brings it
 *
 * @example
 * ```ts
 * import { optionalPackage } from "#lib/host/optional_package.ts";
 * import { assertRejects } from "@std/assert";
 * await assertRejects(() => optionalPackage("no-such-package", "this example"), Error, "npm install");
 * ```
 */
export async function optionalPackage<Module>(name: string, purpose: string): Promise<Module> {
  try {
    return await import(name);
  } catch (error) {
    throw new Error(
      `${name}: expected this package, for ${purpose}, and it does not load; where it is missing, ` +
        `\`npm install ${name}\` brings it`,
      { cause: error },
    );
  }
}
