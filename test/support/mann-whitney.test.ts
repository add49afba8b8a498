import { describe, expect, it } from '@jest/globals';
import { rankTest } from './mann-whitney.js';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe('the rank test', () => {
  it('sees no difference between samples that are the same', () => {
    const { z, p } = rankTest(range(0, 50), range(0, 50));
    expect(z).toBe(0);
    expect(p).toBeCloseTo(1, 6);
  });

  it('gives equal values the mean of their ranks', () => {
    // By hand: ranks 1.5 1.5 4 4 of the first, U = 1, mean 8, variance 16/12 · (9 − 90/56).
    const { z } = rankTest([1, 1, 2, 2], [2, 3, 4, 5]);
    expect(z).toBeCloseTo((11 - 10 - 8) / Math.sqrt((16 / 12) * (9 - 30 / 56)), 6);
  });

  it('knows which sample has the larger values, and how sure that is', () => {
    const { z, p } = rankTest(range(100, 200), range(0, 100));
    expect(z).toBeCloseTo(12.217, 2);
    expect(p).toBeLessThan(1e-6);
    expect(rankTest(range(0, 100), range(100, 200)).z).toBeCloseTo(-z, 6);
  });

  it('has the usual 5 % at 1.96', () => {
    expect(
      rankTest(
        range(0, 1000).map((v) => v + 25.3),
        range(0, 1000),
      ).p,
    ).toBeCloseTo(0.05, 2);
  });
});
