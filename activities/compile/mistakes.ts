/** What is wrong with a method file, where, and in words for whoever wrote it. */
import type { z } from 'zod';

/** Keys and indexes from the top of the file. */
export type Path = readonly (string | number)[];

export interface Mistake {
  file: string;
  /** From 1. */
  line: number;
  column: number;
  /** Such as `authentication.of[0].email-code.digits`; empty for the file as a whole. */
  path: string;
  message: string;
}

/** One line: `methods/x.yaml:3:14 authentication.atLeast: must be 1 or more`. */
export const inOneLine = ({ file, line, column, path, message }: Mistake): string =>
  `${file}:${line}:${column} ${path && `${path}: `}${message}`;

export const dotted = (path: Path): string =>
  path.reduce<string>((text, p) => (typeof p === 'number' ? `${text}[${p}]` : text ? `${text}.${p}` : p), '');

/** `did you mean 'digits'?` where one of the known words is near enough to be meant. */
export function suggestion(word: string, known: readonly string[]): string {
  const [nearest] = known
    .map((k) => ({ k, distance: editDistance(word.toLowerCase(), k.toLowerCase()) }))
    .filter(({ k, distance }) => distance <= Math.max(1, Math.floor(Math.max(word.length, k.length) / 3)))
    .sort((a, b) => a.distance - b.distance);
  return nearest ? `did you mean '${nearest.k}'?` : '';
}

/** Levenshtein's: how many letters to add, drop or change. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 20) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(changed, above[j]! + 1, row[j - 1]! + 1);
    }
  }
  return row[b.length]!;
}

const nouns: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};
function nounOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return nouns[typeof value] ?? typeof value;
}
const sizes: Record<string, string> = { string: ' characters', array: ' entries' };
const size = (origin: string, count: unknown): string =>
  origin === 'array' && Number(count) === 1 ? '1 entry' : `${String(count)}${sizes[origin] ?? ''}`;

function wrongType(expected: string, input: unknown): string {
  if (input === undefined) return 'is missing';
  if (input === null) return 'is empty: give it a value';
  const quote = expected === 'string' && typeof input !== 'object' ? ': put it in quotes' : '';
  return `must be ${nouns[expected] ?? expected}, not ${nounOf(input)}${quote}`;
}

/** zod's issues in the words of a form; undefined leaves zod's own. A schema's own message goes before. */
export const inWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, issue.input);
    case 'too_small':
      return `must ${issue.origin in sizes ? 'have' : 'be'} ${size(issue.origin, issue.minimum)} or more`;
    case 'too_big':
      return `must ${issue.origin in sizes ? 'have' : 'be'} ${size(issue.origin, issue.maximum)} or fewer`;
    case 'invalid_value': {
      if (issue.input === undefined) return 'is missing';
      const values = issue.values.map(String);
      const hint = typeof issue.input === 'string' ? suggestion(issue.input, values) : '';
      return `must be ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}${hint && `: ${hint}`}`;
    }
    default:
      return undefined;
  }
};
