/** Seconds as people say them: `0.4 s`, `35 s`, `2 min 05 s`, `1 h 02 min`. */
export function seconds(milliseconds: number): string {
  const tenths = Math.round(milliseconds / 100);
  if (tenths < 100) return `${(tenths / 10).toFixed(1)} s`;
  // Rounded first and split then: otherwise 119.7 s would be 1 min 60 s.
  const s = Math.round(milliseconds / 1000);
  if (s < 100) return `${s} s`;
  const two = (number: number) => String(number).padStart(2, "0");
  if (s < 3600) return `${Math.floor(s / 60)} min ${two(s % 60)} s`;
  const minutes = Math.round(s / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}
