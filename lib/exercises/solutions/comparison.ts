/** An answer to each exercise of this lesson. */
export const SOLUTIONS: Readonly<Record<string, string>> = {
  "6.1": "15",
  "6.2": "2 / 32",
  "6.3": `(values) => {
  const names = Object.keys(values);
  const told = (one, other) => {
    const { low, high } = meanInterval(values[one].map((value, i) => value - values[other][i]));
    return low > 0 || high < 0;
  };
  return names.flatMap((one, i) =>
    names.slice(i + 1).filter((other) => told(one, other)).map((other) => [one, other])
  );
}`,
};
