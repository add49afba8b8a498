/** Failures of activities that mean something to the workflow, by their type. */
export const failures = {
  /** What was typed was not set, and never will be under its key. */
  neverSet: 'never-set',
  /** Whatever came of it, it was too late to be told. */
  unheard: 'unheard',
} as const;
