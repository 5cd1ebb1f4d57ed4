/**
 * The known name of which `name` is most likely a misspelling; undefined if none is close. Ignores case and punctuation,
 * so that `lease_name` finds `leaseName`.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const letters = normalize(name);
  let nearest: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    const target = normalize(candidate);
    const limit = target.length / 2; // further off, a suggestion would mislead more often than help
    if (Math.abs(target.length - letters.length) > limit) continue;
    const distance = editDistance(letters, target);
    if (distance < least && distance <= limit) [nearest, least] = [candidate, distance];
  }
  return nearest;
}

function normalize(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The Levenshtein distance: how many letters to insert, delete or replace. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length];
}
