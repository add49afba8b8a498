/** Every link in a mail starts with the configured public URL, never with what a request said of its host. */
import type { Urls } from './ports.js';

export function urlsOf(publicUrl: string): Urls {
  const base = publicUrl.replace(/\/+$/, '');
  return {
    link: (token) => `${base}/link?t=${encodeURIComponent(token)}`,
    reset: () => `${base}/reset`,
    decision: (resetId, stepId) => `${base}/decide/${resetId}/${stepId}`,
  };
}
