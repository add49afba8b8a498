// Ends what is left when the process that started this one is gone, however that ended: SIGKILL leaves no time to.
// Reads "+<pid>" and "-<pid>" lines, one for each process group begun and ended, until its input closes.
import { createInterface } from 'node:readline';

const graceMs = 3_000;
const groups = new Set();

for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) groups.add(pid);
  else groups.delete(pid);
}

signalAll('SIGTERM');
const until = Date.now() + graceMs;
while (groups.size > 0 && Date.now() < until) {
  await new Promise((done) => setTimeout(done, 50));
  signalAll(0);
}
signalAll('SIGKILL');

function signalAll(signal) {
  for (const pid of groups) {
    try {
      process.kill(-pid, signal);
    } catch {
      groups.delete(pid);
    }
  }
}
