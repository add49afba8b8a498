/** Runs before each e2e test file: puts where the run's stack is into the environment, as `npm test` hands it over. */
const handedOver = process.env['REKEY_E2E_ENV'];
if (handedOver === undefined)
  throw new Error('There is no stack: run e2e tests with `npm test -- test/e2e/…`, which starts one.');
Object.assign(process.env, JSON.parse(handedOver) as Record<string, string>);

export {};
