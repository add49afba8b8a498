// The browser for tests: one that is installed, or the Chromium that lies packed in a development dependency.
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Component, type Env, resolve } from './component.js';
import { fetchInChild } from './download.js';
import { versions } from './versions.js';

/** A Chromium; what is found is its executable's path. */
const browser: Component = {
  name: 'browser',
  title: 'Chromium',
  addressVariable: 'CHROME_PATH',
  programs: ['chromium', 'chromium-browser', 'google-chrome'].map((name) => ({ name, form: 'installed' })),
  makings: [
    {
      origin: 'build',
      form: 'packed',
      folder: `chromium-${versions.chromium}`,
      entry: 'chromium',
      says: 'unpacking Chromium from its npm package (about 5 seconds, once)',
      async make(into, env) {
        const work = join(into, 'work');
        await mkdir(work);
        await fetchInChild('browser', work, { ...env, TMPDIR: work });
        await cp(work, into, { recursive: true, filter: (source) => !source.includes('tsx-') });
        await rm(work, { recursive: true });
      },
    },
  ],
  advice: 'Install Chromium, or set CHROME_PATH to its executable.',
};

// The packed one is built for places where sandboxes cannot be set up; root has none either.
const unsandboxed = ['--no-sandbox', '--disable-setuid-sandbox', '--no-zygote'];

/** What to give to playwright-core's `chromium.launch`. */
export async function browserLaunch(env: Env = process.env): Promise<{ executablePath: string; args: string[] }> {
  const found = await resolve(browser, env);
  const packed = found.form === 'packed' || process.getuid?.() === 0;
  return { executablePath: found.at, args: packed ? unsandboxed : [] };
}
