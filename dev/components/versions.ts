// Which versions the embedded stack is made of: the one table to edit.

/** The pinned versions of everything that is downloaded, built or assembled. */
export const versions = {
  /** Temporal's CLI with its dev server and UI, as a Go module. */
  temporalCli: '1.5.1',
  /** The time-skipping test server, as a Maven artifact. */
  temporalTestServer: '1.38.0',
  /** The MongoDB-compatible server on H2, as a Maven artifact. */
  mongoJavaServer: '1.47.0',
  /** The real MongoDB, where its binary can be downloaded. */
  mongod: '8.0.15',
  /** Chromium, as the npm package that carries it is numbered. */
  chromium: '147.0.0',
  /** The Maven plugin that copies artifacts with what they depend on. */
  mavenDependencyPlugin: '3.8.1',
} as const;
