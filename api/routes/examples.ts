/** What the docs show: one reset by a mailed code, as it goes on. */
const id = 'n0JdQnKzYkq3sQ3mS3q7Qy2c5gR4uQm0dBqk8m1XxO8';
const code = { title: 'step.email-code.title', inputs: [{ input: 'code', name: 'code', digits: 8 }] };
const password = {
  title: 'step.user-entry.title',
  inputs: [{ input: 'new-secret', name: 'newCredentialValue', minLength: 15, maxLength: 256 }],
};

interface Stage {
  state: string;
  passed: number;
  step: object;
  source?: object;
}
const contextAt = ({ state, passed, step, source }: Stage): object => ({
  id,
  credentialId: 'password',
  resetMethodId: 'email-code',
  state,
  authentication: { needed: 1, passed, steps: [{ id: 'email-code', shape: 'ask', prompt: code, ...step }] },
  source: { id: 'user-entry', shape: 'ask', prompt: password, state: 'open', ...source },
  expiresAt: '2026-11-24T13:00:00.000Z',
});
const challenged = { state: 'challenged', attemptsLeft: 5, until: '2026-11-24T12:10:00.000Z' };

export const example = {
  id,
  token: 'eyJhbGciOiJIUzI1NiIsImtpZCI6Ij…',
  code: { id: 'email-code', shape: 'ask', prompt: code, ...challenged },
  methodSteps: {
    authentication: { needed: 1, steps: [{ id: 'email-code', shape: 'ask', prompt: code }] },
    source: { id: 'user-entry', shape: 'ask', prompt: password },
  },
  requested: contextAt({ state: 'requested', passed: 0, step: { state: 'open' } }),
  challenged: contextAt({ state: 'authenticating', passed: 0, step: challenged }),
  authenticated: contextAt({ state: 'authenticated', passed: 1, step: { state: 'passed', attemptsLeft: 5 } }),
  completed: contextAt({
    state: 'completed',
    passed: 1,
    step: { state: 'passed', attemptsLeft: 5 },
    source: { state: 'passed', attemptsLeft: 50 },
  }),
  cancelled: { ...contextAt({ state: 'cancelled', passed: 0, step: challenged }), reason: 'subject' },
};
