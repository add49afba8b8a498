/** Every part, one line each. */
import { approval } from './authenticators/approval.js';
import { callerCheck } from './authenticators/caller-check.js';
import { delay } from './authenticators/delay.js';
import { emailCode } from './authenticators/email-code.js';
import { emailLink } from './authenticators/email-link.js';
import { agentTemporary } from './deliveries/agent-temporary.js';
import { display } from './deliveries/display.js';
import { none } from './deliveries/none.js';
import { part, type AnyPart } from './part.js';
import { random } from './sources/random.js';
import { userEntry } from './sources/user-entry.js';
import { directory } from './targets/directory.js';

export const registry: readonly AnyPart[] = [
  part(emailCode),
  part(emailLink),
  part(approval),
  part(callerCheck),
  part(delay),
  part(userEntry),
  part(random),
  part(directory),
  part(display),
  part(agentTemporary),
  part(none),
];
