// The time-skipping Temporal server for workflow tests: an executable that TestWorkflowEnvironment starts itself.
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Component } from './component.js';
import { download } from './download.js';
import { assemble } from './maven.js';
import { versions } from './versions.js';

const version = versions.temporalTestServer;

// The lib folder is found from the script's own place: it is written before the folder is moved into the cache.
const script = `#!/bin/sh
exec java -XX:+UseSerialGC -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"
`;

/** The time-skipping test server; what is found is an executable's path. */
export const testServer: Component = {
  name: 'test-server',
  title: 'time-skipping test server',
  addressVariable: 'REKEY_TEST_SERVER',
  programs: [{ name: 'temporal-test-server', form: 'binary' }],
  makings: [
    {
      origin: 'download',
      form: 'binary',
      folder: 'test-server-download',
      entry: 'temporal-test-server',
      says: 'downloading the time-skipping test server',
      make: (into, env) => download('test-server', join(into, 'temporal-test-server'), env),
    },
    {
      origin: 'build',
      form: 'script',
      folder: `test-server-${version}`,
      entry: 'temporal-test-server',
      says: 'assembling the time-skipping test server with Maven (about 15 seconds, once)',
      async make(into, env) {
        const artifact = { group: 'io.temporal', name: 'temporal-test-server', version };
        await assemble(artifact, into, env, 'set REKEY_TEST_SERVER to the path of a temporal-test-server.');
        const file = join(into, 'temporal-test-server');
        await writeFile(file, script);
        await chmod(file, 0o755);
      },
    },
  ],
  advice: 'Put temporal-test-server on the PATH, or set REKEY_TEST_SERVER to its path.',
};
