import { declaredIn } from "./declared_in.ts";
import type { ParameterValue } from "./parameter_value.ts";

/** The text of a cell that declares parameters, with another value for one of them. */
export function setParameter(source: string, name: string, value: ParameterValue): string {
  const declared = declaredIn(source).parameters[name];
  if (!declared) throw new TypeError(`${name}: expected among the parameters of the cell`);
  if (declared.value === value) return source;
  return source.slice(0, declared.from) + JSON.stringify(value) + source.slice(declared.to);
}
