/** A workflow for data-converter.test.ts: it says its secret wherever a workflow can. */
import {
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';

export const lastHeard = defineQuery<string>('lastHeard');
export const tell = defineSignal<[string]>('tell');
export const echo = defineUpdate<string, [string]>('echo');
export const fail = defineUpdate<string, [string]>('fail');

const { repeat, refuse } = proxyActivities<{
  repeat(secret: string): Promise<string>;
  refuse(secret: string): Promise<string>;
}>({ startToCloseTimeout: '10 s', retry: { maximumAttempts: 1 } });

export async function secretive(secret: string): Promise<string> {
  let heard = '';
  setHandler(lastHeard, () => heard);
  setHandler(tell, (text) => void (heard = text));
  setHandler(echo, (text) => text);
  setHandler(fail, (text) => {
    throw ApplicationFailure.nonRetryable(`update: ${text}`, 'of-the-update', { text });
  });
  setCurrentDetails(`details: ${secret}`);
  await condition(() => heard !== '');
  await repeat(secret);
  return refuse(secret);
}
