/** What the workflows' bundle is made of: a worker's, and the tests'. */
import { fileURLToPath } from 'node:url';

const inWorkflows = (file: string): string => fileURLToPath(new URL(`../workflows/${file}`, import.meta.url));

const workflowsPath = inWorkflows('reset.ts');
export const bundling = {
  workflowsPath,
  /**
   * Evaluated once for all workflows, and frozen, where the SDK else evaluates them for each: a module keeps nothing of a workflow. The first is first
   * because what it sets is frozen, too.
   */
  preloadModules: [inWorkflows('stack-traces.ts'), workflowsPath],
};
