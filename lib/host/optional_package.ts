/** A package that only some functions use, loaded when one of them is called; bundlers leave it out. */
export async function optionalPackage<Module>(name: string, purpose: string): Promise<Module> {
  try {
    return await import(name);
  } catch (error) {
    const [reason] = (error as Error).message.split("\n");
    throw new Error(
      `${name}: expected this package, for ${purpose}, and it does not load (${reason}); ` +
        `\`npm install --include=optional ${name}\` brings it with its part for this machine`,
      { cause: error },
    );
  }
}
