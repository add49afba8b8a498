/** The pages' one style sheet, under an address that changes with it: browsers may keep it for ever. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RequestHandler } from 'express';

const style = readFileSync(new URL('./style.css', import.meta.url));
const hash = createHash('sha256').update(style).digest('base64url').slice(0, 12);

export const stylePath = `/pages-${hash}.css`;

export const sendStyle: RequestHandler = (_req, res) =>
  void res.set('Cache-Control', 'public, max-age=31536000, immutable').type('css').send(style);
