// Temporal's time-skipping server, as each test file has its own.
import { TestWorkflowEnvironment, type TimeSkippingTestWorkflowEnvironmentOptions } from '@temporalio/testing';

/** The SDK gives one 5 s to start, which a busy machine may miss. */
const tries = 4;

type Client = NonNullable<TimeSkippingTestWorkflowEnvironmentOptions['client']>;

/** Throws where `npm test` has not said which program it is. */
export async function timeSkipping(client: Client = {}): Promise<TestWorkflowEnvironment> {
  const path = process.env['REKEY_TEST_SERVER'];
  if (!path)
    throw new Error(
      'REKEY_TEST_SERVER is not set: run the tests with `npm test`, which finds or makes the time-skipping server',
    );
  for (let left = tries; ; left--) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path } },
        client,
      });
    } catch (error) {
      if (left <= 1) throw error;
    }
  }
}
