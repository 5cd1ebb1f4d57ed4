/** Takes the samples of so many lanes at the same time: for what mostly waits. */
export async function lanes(count: number, take: () => Promise<readonly number[]>): Promise<number[]> {
  const all = await Promise.all(Array.from({ length: count }, take));
  return all.flat();
}
