/** The rank test of Mann and Whitney: whether one of two samples tends to larger values. By the normal approximation, with ties (from 20 values each). */

export interface RankTest {
  /** Above 0: the first sample has the larger values. In standard deviations. */
  z: number;
  /** How probable a |z| as great is where there is no difference. */
  p: number;
}

export function rankTest(first: readonly number[], second: readonly number[]): RankTest {
  const [n, m] = [first.length, second.length];
  const all = [...first.map((value) => ({ value, mine: true })), ...second.map((value) => ({ value, mine: false }))];
  all.sort((a, b) => a.value - b.value);
  let rankSum = 0;
  let ties = 0;
  for (let from = 0, to = 0; from < all.length; from = to) {
    while (to < all.length && all[to]!.value === all[from]!.value) to++;
    const tied = to - from;
    // Equal values share the mean of their ranks.
    rankSum += all.slice(from, to).filter(({ mine }) => mine).length * ((from + 1 + to) / 2);
    ties += tied ** 3 - tied;
  }
  const u = rankSum - (n * (n + 1)) / 2;
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  const z = variance === 0 ? 0 : (u - (n * m) / 2) / Math.sqrt(variance);
  return { z, p: twoSided(z) };
}

/** Abramowitz and Stegun, 7.1.26: erf to 1.5e-7. */
function twoSided(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592].reduce(
    (sum, c) => (sum + c) * t,
    0,
  );
  return series * Math.exp(-x * x);
}
