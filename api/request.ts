/** What is kept with each request while it is served. */
import type { Response } from 'express';
import type { Guard } from './guard.js';

interface Locals {
  /** A UUID, made here for every request. */
  requestId: string;
  /** Absent where no route matched. */
  guard?: Guard;
  /** The pattern of a page, in place of a guard's. */
  page?: string;
}
export const localsOf = (res: Response): Locals => res.locals as Locals;
