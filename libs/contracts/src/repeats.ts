/** Says of each value whether it came before: the first occurrence counts, and each repetition is a fault. */
export function repeats(): (value: string) => boolean {
  const seen = new Set<string>();
  return (value) => seen.size === seen.add(value).size;
}
