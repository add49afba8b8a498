/** Where the agents of the helpdesk begin a reset, and see one. */
export const helpPaths = {
  start: '/help',
  reset: '/help/:id',
  execute: '/help/:id/execute',
  collect: '/help/:id/collect',
  cancel: '/help/:id/cancel',
} as const;

/** The page of one reset. */
export const helpPathOf = (id: string): string => `${helpPaths.start}/${encodeURIComponent(id)}`;
/** Where a form of that page goes. */
export const helpFormOf = (id: string, verb: 'execute' | 'collect' | 'cancel'): string => `${helpPathOf(id)}/${verb}`;
