/** The SDK's HTTP client, with bounds that it does not have itself: on the time of a whole attempt, and on what is read of an answer. */
import twilio from 'twilio';
import type { Ms } from '../../domain/plan.js';

/** An activity has 10 s for all it does: an attempt to send must fail in about half of that. */
const presetTimeout: Ms = 4_500;
const answerAtMost = 64 * 1024;

/** Never repeats a request: that is the workflow's to do. */
export class BoundedClient extends twilio.RequestClient {
  constructor(timeout: Ms = presetTimeout) {
    super({ timeout, autoRetry: false });
    this.axios.defaults.maxContentLength = answerAtMost;
    // The SDK's own time-out begins anew with each byte.
    this.axios.interceptors.request.use((request) => Object.assign(request, { signal: AbortSignal.timeout(timeout) }));
  }
}
