/** A package that only some functions use, loaded when one of them is called; bundlers leave it out. */
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
